"""Reads pages from files, folders, JSON lines and web archives, and publishes them on the raw topic."""
