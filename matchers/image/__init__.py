"""Pictures against watched logos."""

CODES = "logo-codes-2"
"""Names what `codes.codes_of` makes: another way of making it is another name, and kept codes are made anew."""
