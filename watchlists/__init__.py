"""Brands as enterprises list them: reading and checking watchlists."""
