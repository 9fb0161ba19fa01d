"""Proceedings over trade marks: oppositions, cancellations, suits."""
