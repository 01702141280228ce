"""Reads dead letters: lists them by cause, shows one, exports their pages to files, and sends them again."""
