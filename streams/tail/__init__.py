"""Follows the outcomes on their topics as they come, for a person or a program that watches."""
