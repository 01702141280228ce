"""Decides what the status page is told of the worker: what its log tells, its newest lines as they are now."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

import orjson

from streams import __version__, compiled, memory
from streams.markup import visible
from streams.mask import Mask
from streams.metrics import Metrics
from streams.settings import SETTINGS, Settings
from streams.status.recent import Recent

MEMORY_SECONDS = 5.0
"""How long a look at the memory holds: it takes longer than all else."""


class _Shown:
    """What the page shows of one kind of thing."""

    def __init__(self, texts: tuple[str, ...], figures: tuple[str, ...]) -> None:
        """The names of fields; `texts` are those that a page or its sender may have made, at least two."""
        self._names = (*texts, *figures)
        self._values: Callable[[NamedTuple], tuple[Any, ...]] = attrgetter(*self._names)
        self._texts: Callable[[NamedTuple], tuple[str, ...]] = attrgetter(*texts)

    def newest(self, told: Sequence[NamedTuple], clean: Callable[[str], str]) -> list[dict[str, Any]]:
        """The newest first, each text as `clean` gives it."""
        rows = [dict(zip(self._names, values, strict=True)) for values in map(self._values, reversed(told))]
        # One look at all of them: seldom is there something to hide in any.
        said = " ".join(chain.from_iterable(map(self._texts, told)))
        if clean(said) == said:
            return rows
        return [
            {name: clean(value) if isinstance(value, str) else value for name, value in row.items()}
            for row in rows
        ]


_ARTICLES = _Shown(("title", "host"), ("at", "words", "quality", "seconds"))
_DEAD = _Shown(("reason", "detail", "url", "source"), ("at", "seconds"))
_CHANGES = _Shown(("host", "signs"), ("at",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What can be asked of a worker at any time."""

    node: str
    """Its name, as in its log."""
    unready: Callable[[], str]
    """Why no work is done; empty where it is."""
    lag: Callable[[], Mapping[tuple[str, int], int]]
    """Messages not yet committed, by partition."""
    pages_in_hand: Callable[[], int]
    bytes_in_hand: Callable[[], int]
    commit_age: Callable[[], float]
    """Seconds since offsets were last committed."""


class View:
    """What the page shows, as JSON. Counts nothing itself: it asks who has counted."""

    def __init__(self, settings: Settings, metrics: Metrics, recent: Recent, worker: Asked) -> None:
        self._settings = settings
        self._metrics = metrics
        self._recent = recent
        self._worker = worker
        self._mask = Mask(settings.secrets)
        self._started = time.monotonic()
        self._memory: tuple[float, int | None] = (float("-inf"), None)

    def now(self, since: int) -> bytes:
        """How the worker does, with the points of its charts from number `since` on."""
        return orjson.dumps(
            {
                **self._health(),
                **self._work(),
                "points": list(map(tuple, self._recent.since(since))),
                "articles": _ARTICLES.newest(self._recent.articles, self._shown),
                "dead": _DEAD.newest(self._recent.dead, self._shown),
                "changes": _CHANGES.newest(self._recent.changes, self._shown),
            }
        )

    def settings(self) -> bytes:
        """Every setting: name, value as the log has it, whether that is the default, and meaning."""
        shown = self._settings.shown()
        rows = [
            (each.name, self._shown(shown[each.name]), shown[each.name] == each.default, each.meaning)
            for each in SETTINGS
        ]
        return orjson.dumps({"settings": rows})

    def _health(self) -> dict[str, Any]:
        return {
            "unready": self._shown(self._worker.unready()),
            "node": self._worker.node,
            "group": self._settings.group,
            "topic": self._settings.raw_topic,
            "version": __version__,
            "compiled": compiled.is_active(),
            "uptime": time.monotonic() - self._started,
            "at": time.time(),
        }

    def _work(self) -> dict[str, Any]:
        worker, recent = self._worker, self._recent.now()
        return {
            "rate": recent["rate"],
            "seconds": recent["seconds"],
            "outcomes": [(*key, count) for key, count in sorted(self._metrics.outcomes().items())],
            "lag": [(partition, count) for (_, partition), count in sorted(worker.lag().items())],
            "pages_in_hand": worker.pages_in_hand(),
            "bytes_in_hand": worker.bytes_in_hand(),
            "commit_age": worker.commit_age(),
            "lost": self._metrics.lost(),
            "memory": self._memory_now(),
        }

    def _memory_now(self) -> int | None:
        now = time.monotonic()
        if now - self._memory[0] > MEMORY_SECONDS:
            self._memory = (now, memory.of_family())
        return self._memory[1]

    def _shown(self, text: str) -> str:
        """A text without secrets, and without characters that hide or turn round others."""
        return visible(self._mask(text))
