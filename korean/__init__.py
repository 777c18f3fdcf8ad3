"""Pure helpers for the Korean language, for dates and numbers as people write them, and for personal numbers in text.

Nothing here knows Django, the database or another app.
"""
