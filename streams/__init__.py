"""Turns raw news HTML on a Kafka topic into clean, structured article records on another."""

__version__ = "0.1.0"
