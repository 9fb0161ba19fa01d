"""Marketplaces and shops."""
