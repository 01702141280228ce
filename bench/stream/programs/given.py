"""Decides what a program of the benchmark is told, by its environment: where to read, where to write."""

from __future__ import annotations

import os

BROKER = os.environ.get("BENCH_BROKER", "")
GROUP = os.environ.get("BENCH_GROUP", "")
RAW = os.environ.get("BENCH_RAW", "")
ARTICLES = os.environ.get("BENCH_ARTICLES", "")
LARGEST = 12 * 1024 * 1024
"""The largest message, in bytes."""
WARM_UP = 0.1
"""The share of the pages that comes before anything is measured."""
