"""Prepares what the examples of help texts name: pages on a broker with their outcomes, and files in a folder."""

from __future__ import annotations

import gzip
import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from schemas.rejection import Reason
from streams.forms import Destinations, Forms
from streams.history.span import Choice
from streams.history.wanted import Wanted
from streams.outcome import Outcome, dead, outcome_of
from streams.records import Message
from streams.replay.plan import Targets
from streams.replay.prepare import prepare
from streams.replay.state import State
from streams.replay.stop import alone
from streams.settings import Settings
from tests.brokers import inputs
from tests.brokers.stream import Stream
from tests.brokers.witness import Input, Place
from tests.cli.command import ROOT
from tests.ingest.test_warc import HTML as ARCHIVE
from tests.logbook.recording import recording

REPLAY = "20261124T171840-3f9a1c"
V2 = "articles.v2"
# Partitions of which examples name offsets.
REPLAYED, FAILED = 3, (5, 6)
REASONS = (Reason.BUG, Reason.TIMEOUT, Reason.UNSUPPORTED_TYPE)


class Desk:
    """A stream whose worker is the test itself, with pages of all kinds."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.settings = Settings.from_env(stream.settings)
        tombstones = [Input(None, b"%d" % number) for number in range(100)]
        self._work_on([*tombstones, *inputs.pages(8, "desk"), inputs.page("broken")], REPLAYED)
        for partition in FAILED:
            self._fail(inputs.pages(15, f"dead-{partition}"), partition)
        if V2 not in stream.witness.topics():
            stream.witness.create(V2, 1)
        self._commit()

    def lose_a_page(self) -> None:
        """Commit a page that has no outcome."""
        self.stream.witness.send(self.stream.raw, [inputs.page("lost")], 0)
        self._commit()

    def begin_replay(self) -> None:
        """Keep a replay that has done nothing yet."""
        to = Targets(articles=self.settings.articles_topic, skipped="", dead="")
        plan = alone(lambda _: prepare(self.settings, Choice(partitions={REPLAYED}), Wanted(), to))
        home = Path(self.settings.state_home) / "streams" / "replays"
        shutil.rmtree(home, ignore_errors=True)
        with State.create(home, replace(plan, replay=REPLAY)):
            pass

    def _work_on(self, pages: Sequence[Input], partition: int) -> None:
        places = self.stream.witness.send(self.stream.raw, pages, partition)
        for page, place in zip(pages, places, strict=True):
            self._write(page, place, outcome_of(page.key, page.value, page.headers))

    def _fail(self, pages: Sequence[Input], partition: int) -> None:
        places = self.stream.witness.send(self.stream.raw, pages, partition)
        for number, (page, place) in enumerate(zip(pages, places, strict=True)):
            url = (dict(page.headers)["url"] or b"").decode()
            self._write(page, place, dead(url, REASONS[number % len(REASONS)], "invented"))

    def _write(self, page: Input, place: Place, outcome: Outcome) -> None:
        at = (place.topic, place.partition, place.offset)
        topic, partition, offset = at
        message = Message(
            topic=topic, partition=partition, offset=offset, timestamp=1,
            key=page.key, value=page.value, headers=page.headers,
        )  # fmt: skip
        kinds = self.stream.outcomes
        to = Destinations(
            articles=kinds["article"],
            skipped=kinds["skipped"],
            dead=kinds["dead"],
            group="",
            max_bytes=inputs.MIB,
        )
        record = Forms(message, outcome, to).record
        self.stream.witness.send(record.topic, [Input(record.value, record.key, record.headers)], partition)

    def _commit(self) -> None:
        raw, witness = self.stream.raw, self.stream.witness
        witness.commit(self.stream.group, raw, witness.ends(raw))


def quiet_log() -> bytes:
    """The log of a worker with which all is well."""
    with recording() as worker:
        worker.now = time.time() - 60
        for _ in range(20):
            worker.page(host="example.org")
    return worker.text.encode()


def fill(folder: Path) -> None:
    """The files that examples read: pages, JSON lines, archives, a log, a list of URLs."""
    for name in ("pages", "mirror", "my-pages"):
        (folder / name).mkdir()
    page = inputs.html("a")
    for name in ("page.html", "pages/a.html", "mirror/a.html", "my-pages/a.html"):
        (folder / name).write_bytes(page)
    entry = {"file": "a.html", "url": inputs.url("a"), "expect": {"outcome": "article"}}
    (folder / "my-pages" / "manifest.json").write_text(json.dumps([entry]))
    line = json.dumps({"url": inputs.url("b"), "html": page.decode()}).encode()
    (folder / "pages.jsonl.gz").write_bytes(gzip.compress(line))
    for name in ("crawl.warc.gz", "CC-NEWS-20250301.warc.gz"):
        (folder / name).write_bytes(gzip.compress(ARCHIVE))
    log = quiet_log()
    (folder / "worker.log").write_bytes(log)
    (folder / "worker-1.log.gz").write_bytes(gzip.compress(log))
    (folder / "broken.txt").write_text(inputs.url("broken") + "\n")
    (folder / "examples").symlink_to(ROOT / "examples")
