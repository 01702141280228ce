"""Reads dead letters: lists them by cause, shows one, and exports their pages to files."""
