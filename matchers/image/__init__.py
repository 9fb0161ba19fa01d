"""Pictures against watched logos."""
