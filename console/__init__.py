"""The web console. Thin: request, then storage or jobs, then template."""
