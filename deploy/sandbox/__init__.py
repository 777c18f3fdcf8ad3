"""Providers to practise with: a program of its own, which the product cannot tell from the real ones.

An SMS gateway of our own language, Bizgo (KakaoTalk 상담톡, Alimtalk, text messages), Solapi, NHN Cloud and NAVER SENS.
They keep to the documented rules (registered sender, bytes in cp949, buttons, sessions of 30 days, approved templates,
signatures, keys), post receipts, show each citizen's phone and KakaoTalk as pages on which one can also write, and can
be told to misbehave.
"""
