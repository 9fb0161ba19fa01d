"""Query results as something to read: tables, pages, documents. Pure."""
