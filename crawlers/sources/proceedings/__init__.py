"""Proceedings: trade commissions, domain names, offices."""
