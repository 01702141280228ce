"""A module whose import fails."""

raise ImportError("not importable")
