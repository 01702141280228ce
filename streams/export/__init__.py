"""Writes a part of the raw topic to files that outlast it."""
