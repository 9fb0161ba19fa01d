"""Untrusted bytes become pictures: decoded in a sandbox, drawn side by side. Knows no database and no network."""
