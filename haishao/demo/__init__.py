"""The demo: made-up brands, replayed gazettes in their official formats, and receivers on loopback."""
