"""Proves that each page of the raw topic has its outcome: a second reader of all four topics."""
