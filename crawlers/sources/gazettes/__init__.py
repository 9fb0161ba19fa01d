"""Trademark gazettes and registers."""
