"""The records that cross a border between packages: frozen dataclasses, standard library only."""
