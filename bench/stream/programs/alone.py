"""Decides what the work costs without a stream: bytes in, JSON out, in one process and one loop.

    python -m bench.stream.programs.alone FILE

FILE holds pickled pages. Prints seconds of wall clock and CPU for all but the first tenth, and how many those are.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from pathlib import Path

from bench.stream.programs.given import WARM_UP
from schemas.page import Page
from streams.pipeline import process


def main(path: str) -> None:
    """Go through the pages once."""
    pages: list[Page] = pickle.loads(Path(path).read_bytes())  # noqa: S301 - written by the caller
    warm = round(len(pages) * WARM_UP)
    for page in pages[:warm]:
        process(page).to_json()
    wall, cpu = time.monotonic(), time.process_time()
    for page in pages[warm:]:
        process(page).to_json()
    spent = {"seconds": time.monotonic() - wall, "cpu": time.process_time() - cpu, "pages": len(pages) - warm}
    print(json.dumps(spent))


if __name__ == "__main__":
    main(sys.argv[1])
