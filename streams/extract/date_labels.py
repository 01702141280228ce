"""Decides whether words speak of the publication or of a change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from streams.extract.datetext import names_day

_CHANGED = (
    r"updat|modif|edited|revised|reviewed|geändert|änderung|gewijzigd|ändrad|endret|ændret|изменен|змінен|"
    r"aktualis|mise? à jour|actualiz|actualitzat|atualiz|aggiornat|обновл|оновл|güncel|更新|수정|تحديث|"
    r"bijgewerkt|oppdatert|opdateret|uppdaterad|päivitetty|diperbarui|zaktualizowan|aktualizov"
)
_PUBLISHED = (
    r"publish|posted|written|veröffentlicht|erschienen|erstellt|publié|mise? en ligne|paru\b|pubblicat|publicad|"
    r"publicat|gepubliceerd|geplaatst|publisert|publicerad|udgivet|julkaistu|opublikowan|publikován|опубликован|"
    r"опубліковано|yayın|diterbitkan|δημοσι|נפרס|نشر|منتشر|प्रकाशित|公開|発行|发布|發布|등록|입력"
)
# Lower case is looked for in lower case: alternatives that begin with plain letters are then skipped fast.
_LABEL = re.compile(f"{_CHANGED}|{_PUBLISHED}")
_CHANGE = re.compile(_CHANGED)
_PUBLICATION = re.compile(_PUBLISHED)


@dataclass(frozen=True, slots=True)
class Dated:
    """A text that may hold the article's date."""

    text: str
    """The element's machine-readable value, or its words."""
    is_update: bool
    """Whether it speaks of a change."""


def speaks_of_change(words: str) -> bool:
    """Whether the words speak of a change."""
    return _CHANGE.search(words.lower()) is not None


def speaks_of_publication(words: str) -> bool:
    """Whether the words speak of the publication."""
    return _PUBLICATION.search(words.lower()) is not None


def announces_change(words: str) -> bool:
    """Whether the last label in the words that precede a day is one of a change."""
    labels = _LABEL.findall(words.lower())
    return bool(labels) and speaks_of_change(labels[-1])


def parts_of(words: str) -> list[Dated]:
    """A text, cut where it names a day of publication and one of a change: `4 May 2021, updated 5 May 2021`.

    The parts are then in lower case. What stands before the first label belongs to the publication.
    """
    lower = words.lower()
    cuts = [0, *(label.start() for label in _LABEL.finditer(lower)), len(lower)]
    parts = [part for start, end in pairwise(cuts) if names_day(part := lower[start:end])]
    if len(parts) > 1:
        return [Dated(part, speaks_of_change(part)) for part in parts]
    is_update = speaks_of_change(words) and not any(map(speaks_of_publication, parts))
    return [Dated(words, is_update)]
