"""Brands and observations judged together. Pure: no file of the user's, no clock, no network, no database."""
