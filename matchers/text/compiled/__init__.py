"""Code compiled by numba: plain arrays in, plain arrays out, no Python object and no lock held while it runs.

Letters are codes 0 to 35 (a-z, 0-9). Types are numba's: mypy does not look in here.
"""
