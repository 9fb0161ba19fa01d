"""Trade fairs."""
