"""Measurements behind `haishao bench`: each prints a table and can write JSON."""
