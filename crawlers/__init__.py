"""Fetches and reads what offices, shops and fairs publish. Knows no database and no watchlist."""
