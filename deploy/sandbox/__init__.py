"""An SMS gateway to practise with: a program of its own, which the product cannot tell from a real one.

It keeps to a real gateway's rules (registered sender, bytes in cp949, signatures, idempotency keys), posts receipts,
shows each citizen's phone as a page on which one can also write, and can be told to misbehave.
"""
