"""A city hall to try the product with: accounts for every role, and a handful of contacts and complaints.

Only made where `settings.DEMONSTRATION` is on, never in production. Nobody here is real: people are named after their
work, telephone numbers begin with 010-0000, which no operator gives out.
"""
