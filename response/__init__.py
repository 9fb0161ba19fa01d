"""What to do about a match: jurisdictions, windows, last days. Pure; the law stands in dated rows."""
