"""Calls to the systems of departments: signed, only to addresses they may have, with a short patience."""
