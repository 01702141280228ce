"""Turns raw news HTML on a Kafka topic into clean, structured article records on another."""

from streams import compiled

__version__ = "0.1.0"

compiled.prefer()
