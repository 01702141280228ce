from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from streams.demo import Result
from streams.demo_output import write
from streams.harvest import Harvested
from streams.outcome import Kind

PLACE = {"source-topic": "pages.raw", "source-partition": "2", "source-offset": "5"}
RESULTS = (
    Result("a.html", None, (Harvested(Kind.ARTICLE, b"k", b'{"title":"A"}', PLACE),), None),
    Result("b.html", None, (Harvested(Kind.SKIPPED, b"k", b"", {**PLACE, "skip-reason": "empty"}),), None),
    Result(
        "c.pdf", None, (Harvested(Kind.DEAD, None, b"%PDF", {**PLACE, "url": "https://a.example/"}),), None
    ),
    Result("lost.html", None, (), None),
)


def test_each_kind_has_its_file(tmp_path: Path) -> None:
    """Articles as they lie on the topic; of the others who, why and where from; older files are replaced."""
    folder = tmp_path / "new" / "out"
    for _ in range(2):
        write(RESULTS, folder)
    assert (folder / "articles.jsonl").read_bytes() == b'{"title":"A"}\n'
    assert json.loads((folder / "skipped.jsonl").read_bytes()) == {
        "file": "b.html",
        "key": "k",
        "url": "k",
        "reason": "empty",
        "detail": "",
        "topic": "pages.raw",
        "partition": 2,
        "offset": 5,
    }
    dead = json.loads((folder / "dead.jsonl").read_bytes())
    assert (dead["key"], dead["url"], dead["offset"]) == (None, "https://a.example/", 5)
    assert (dead["value_bytes"], dead["value_sha256"]) == (4, sha256(b"%PDF").hexdigest())
