"""Declared sources: a spec in YAML instead of a module. docs/sources.md explains every key."""
