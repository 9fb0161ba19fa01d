"""Readers of shops: product pages of any make, and the two shop systems that answer in JSON."""
