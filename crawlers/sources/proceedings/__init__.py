"""Proceedings over marks: oppositions, cancellations, suits, trade commissions, domain names."""
