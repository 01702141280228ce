"""Decides what of a replay outlives it: a folder with its plan, written once, and its progress, replaced as a whole."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import orjson

from streams.replay.plan import Plan
from streams.replay.progress import Progress

PLAN, PROGRESS = "plan.json", "progress.json"
MARK = b'"replay":'
"""In the first lines of a report."""


class StateError(Exception):
    """The state cannot be kept, or is not there; the text is one line for a person."""


class State:
    """The folder of one replay, ours for as long as the `with` block of `create` or `resume` lasts."""

    def __init__(self, folder: Path, plan: Plan, progress: Progress) -> None:
        self.folder = folder
        self.plan = plan
        self.progress = progress

    @classmethod
    @contextmanager
    def create(cls, home: Path, plan: Plan) -> Iterator[Self]:
        """Begin a replay. Raises `StateError`."""
        folder = home / plan.replay
        with _told(f"cannot keep the state of the replay in {home}"):
            folder.mkdir(parents=True)
            write_whole(folder / PLAN, plan.dumps())
        with _held(folder):
            yield cls(folder, plan, Progress.none(plan.pages))

    @classmethod
    @contextmanager
    def resume(cls, home: Path, replay: str) -> Iterator[Self]:
        """Go on with a replay. Raises `StateError`, also while another process is at it."""
        folder = home / replay
        if Path(replay).name != replay or not (folder / PLAN).is_file():
            raise StateError(f"there is no replay {replay} in {home}{_newest(home)}")
        with _held(folder):
            yield cls._read(folder)

    @classmethod
    def _read(cls, folder: Path) -> Self:
        with _told(f"cannot read the state of the replay in {folder}"):
            plan = Plan.loads((folder / PLAN).read_bytes())
            saved = folder / PROGRESS
            return cls(
                folder,
                plan,
                Progress.loads(saved.read_bytes()) if saved.exists() else Progress.none(plan.pages),
            )

    def report(self) -> bytes:
        """Plan, progress and totals as JSON; of a list of URLs how many there were."""
        plan, progress = orjson.loads(self.plan.dumps()), orjson.loads(self.progress.dumps())
        plan |= plan.pop("pages")  # its place is for their number
        urls = self.plan.pages.wanted.urls
        plan["wanted"]["urls"] = None if urls is None else len(urls)
        finished = self.progress.is_finished(self.plan.pages)
        totals = {"finished": finished, "pages": self.progress.pages, "bytes": self.progress.size}
        return orjson.dumps({**plan, **progress, **totals}, option=orjson.OPT_INDENT_2) + b"\n"

    def save(self) -> None:
        """Keep how far it is; a crash leaves either the old progress or the new. Raises `StateError`."""
        with _told(f"cannot keep the state of the replay in {self.folder}"):
            write_whole(self.folder / PROGRESS, self.progress.dumps())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that, whatever happens, it holds all of the old content or all of the new."""
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The system takes the lock back from a process that ends, however it does."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _lock(descriptor, folder.name)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, replay: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StateError(f"replay {replay} is at work in another process") from None


@contextmanager
def _told(task: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StateError(f"{task}: {error.strerror}") from error
    except (ValueError, LookupError, TypeError) as error:
        raise StateError(f"{task}: {type(error).__name__}: {error}") from error


def _newest(home: Path) -> str:
    known = sorted(path.parent.name for path in home.glob(f"*/{PLAN}"))
    return f"; the newest there is {known[-1]}" if known else ""
