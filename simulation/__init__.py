"""A city that plays against the product's public HTTP endpoints: citizens, agents and officials.

A program of its own: it imports nothing of the product and knows only addresses, accounts and signatures.
"""
