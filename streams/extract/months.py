"""Decides which month a word names: a table of the languages' own month names, read from `months.toml`."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.resources import files

_MARKS = ".׳॰’'"


def month_number(word: str, language: str | None = None) -> int:
    """1 to 12; the language decides where names clash. ValueError for a word that names no month."""
    key = " ".join(word.casefold().split()).strip(_MARKS)
    for table in (_BY_LANGUAGE.get(language or "", {}), _EVERYWHERE):
        if key in table:
            return table[key]
    raise ValueError(f"no month: {word!r}")


def _names(months: Iterable[str]) -> dict[str, int]:
    return {
        name.replace("_", " ").strip(_MARKS): number
        for number, names in enumerate(months, start=1)
        for name in names.split()
    }


def _merged(tables: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Every language's names; where two languages disagree the more frequent meaning holds."""
    votes: dict[str, Counter[int]] = {}
    for table in tables:
        for name, number in table.items():
            votes.setdefault(name, Counter())[number] += 1
    return {name: counter.most_common(1)[0][0] for name, counter in votes.items()}


_BY_LANGUAGE = {
    language: _names(months)
    for language, months in tomllib.loads(
        files("streams.extract").joinpath("months.toml").read_text(encoding="utf-8")
    ).items()
}
_EVERYWHERE = _merged(_BY_LANGUAGE.values())
