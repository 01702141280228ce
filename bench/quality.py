"""Decides how good bodies and metadata are: scores `process` against the gold sets.

    EVALDATA=FOLDER SCORER=score.py python -m bench.quality [SET...]

The scorer is called as `score.py --set NAME --predictions FILE.jsonl`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from bench import limits, pages
from schemas.rejection import PageError
from streams.pipeline import process


def main(names: list[str]) -> int:
    """Prints the scorer's words on each set. Exit status: 1 where it fails or a body F1 is below its floor."""
    scorer = os.environ.get("SCORER")
    folders = [folder for folder in pages.gold_sets() if not names or folder.name in names]
    if not (scorer and folders):
        print(f"quality: not measured, ${pages.GOLD} and $SCORER name no gold sets and scorer")
        return 0
    return 1 if [folder for folder in folders if not is_good(folder, scorer)] else 0


def is_good(folder: Path, scorer: str) -> bool:
    """Scores one set, prints the figures, and holds them against their floors."""
    with TemporaryDirectory() as scratch:
        predictions = Path(scratch, "predictions.jsonl")
        predictions.write_text("".join(predicted(folder)), encoding="utf-8")
        command = [sys.executable, scorer, "--set", folder.name, "--predictions", str(predictions)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"{folder.name}: the scorer failed: {done.stderr.strip().splitlines()[-1:]}")
        return False
    print(done.stdout, end="", flush=True)
    return limits.is_body_good(folder.name, json.loads(done.stdout).get("shingle_f1", 1.0))


def predicted(folder: Path) -> list[str]:
    """One JSON line for each page of a gold set."""
    with ProcessPoolExecutor() as pool:
        return list(pool.map(partial(prediction, folder), pages.gold_rows(folder), chunksize=16))


def prediction(folder: Path, row: Mapping[str, Any]) -> str:
    """The line for one page; a page that is no article has no body."""
    page = pages.gold_page(folder, row)
    started = process_time()
    try:
        article = process(page)
    except PageError:
        return json.dumps({"id": row["id"]}) + "\n"
    found = {
        "id": row["id"],
        "title": article.title,
        "body": article.text,
        "authors": article.authors,
        "date_published": article.date_published,
        "tags": article.keywords,
        "image": article.image,
        "language": article.language,
        "ms": (process_time() - started) * 1000,
    }
    return json.dumps(found) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
