"""Decides how up to three workers are kept at work: what was killed, or ended, is started again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

from tests.brokers.stream import Stream
from tests.brokers.worker import WorkerProcess

PLACES = 3
MIB = 1024 * 1024

Say = Callable[[str], None]
"""Takes a line about what happens."""


@dataclass
class Post:
    """The place of one worker and of those that follow it."""

    number: int
    worker: WorkerProcess | None = None
    is_stopped: bool = False
    is_leaving: bool = False
    empty_for: float = 0.0
    """How long it stays empty once the worker that is leaving has left."""
    empty_until: float = 0.0
    """When the next worker starts, by `time.monotonic`."""

    def __str__(self) -> str:
        pid = f" (process {self.worker.process.pid}, {self.worker.log.name})" if self.worker else ""
        return f"worker {self.number}{pid}"


class Crew:
    """The workers of one stream. All of it belongs to the main thread: workers end with the thread that starts them."""

    def __init__(self, stream: Stream, say: Say) -> None:
        self.posts = [Post(number) for number in range(1, PLACES + 1)]
        self.unasked: list[str] = []
        """Workers that ended though nobody asked them to, and those that did not end as they should."""
        self.peak = 0
        """The most memory that a worker and its children had, in bytes; pages shared by them count for each."""
        self._stream = stream
        self._say = say

    def look_after(self) -> None:
        """Start workers where there should be one, notice those that ended, look at their memory."""
        for post in self.posts:
            if post.worker is not None:
                self._look_at(post, post.worker)
            elif time.monotonic() >= post.empty_until:
                self._start(post)

    def living(self) -> list[Post]:
        """Where a worker is and can hear signals, in whatever state."""
        return [post for post in self.posts if post.worker and not post.is_leaving and not post.is_stopped]

    def kill(self, post: Post, empty_for: float) -> None:
        """End the worker at once."""
        assert post.worker
        post.worker.kill()
        self._vacate(post, empty_for)

    def terminate(self, post: Post, empty_for: float) -> None:
        """Ask the worker to leave; `look_after` sees it go."""
        assert post.worker
        post.worker.process.send_signal(signal.SIGTERM)
        post.is_leaving, post.empty_for = True, empty_for

    def stop(self, post: Post) -> WorkerProcess:
        """Let the worker hang."""
        assert post.worker
        os.kill(post.worker.process.pid, signal.SIGSTOP)
        post.is_stopped = True
        return post.worker

    def go_on(self, post: Post, worker: WorkerProcess) -> None:
        """End what `stop` began, if it is still the same worker."""
        if post.worker is worker:
            os.kill(worker.process.pid, signal.SIGCONT)
            post.is_stopped = False

    def kill_child(self, post: Post, pick: int) -> int | None:
        """Kill one of the worker's children; its process id, None where there is none."""
        children = _page_workers(post.worker) if post.worker else []
        if not children:
            return None
        child = children[pick % len(children)]
        child.kill()
        return child.pid

    def leave(self) -> None:
        """Ask all to leave and wait until they have."""
        for post in self.posts:
            if post.worker and post.is_stopped:
                self.go_on(post, post.worker)
            if post.worker and not post.is_leaving:
                self.terminate(post, 0.0)
        for post in self.posts:
            if post.worker:
                post.worker.wait_exit()
                self._look_at(post, post.worker)

    def _start(self, post: Post) -> None:
        post.worker = self._stream.worker()
        self._say(f"{post} starts")

    def _look_at(self, post: Post, worker: WorkerProcess) -> None:
        status = worker.process.poll()
        if status is None:
            self.peak = max(self.peak, _memory(worker))
            return
        # By the signal itself ends who was asked before it could listen.
        if not post.is_leaving:
            self._tell(f"{post} ended by itself with status {status}")
        elif status not in {0, -signal.SIGTERM}:
            self._tell(f"{post} was asked to stop and ended with status {status}")
        self._vacate(post, post.empty_for)

    def _tell(self, text: str) -> None:
        self.unasked.append(text)
        self._say(text)

    def _vacate(self, post: Post, empty_for: float) -> None:
        post.worker, post.is_stopped, post.is_leaving = None, False, False
        post.empty_for, post.empty_until = 0.0, time.monotonic() + empty_for


def _page_workers(worker: WorkerProcess) -> list[psutil.Process]:
    """The children that work on pages."""
    found = []
    for child in worker.children():
        try:
            if "streams.child" in " ".join(child.cmdline()):
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


def _memory(worker: WorkerProcess) -> int:
    total = 0
    try:
        family = [psutil.Process(worker.process.pid), *worker.children()]
        total = sum(process.memory_info().rss for process in family)
    except psutil.NoSuchProcess:  # one of them has just ended
        pass
    return total
