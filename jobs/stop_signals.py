"""What a process that is told to stop counts as one telling."""

ONE_TELLING = 1.0
"""Seconds within which two signals are one: Ctrl-C in a terminal reaches every process of a group, and the first of them
tells the others as well.
"""
