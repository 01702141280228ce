"""Decides which people wrote the article: names only, without roles, agencies, the publisher and link texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from streams.extract.byline_words import (
    AGENCIES,
    CONJUNCTIONS,
    GROUP_WORDS,
    NOBODY,
    PARTICLES,
    PREFIXES,
    ROLE_WORDS,
    SUFFIXES,
)
from streams.extract.clean import clean, fold
from streams.extract.found import Found
from streams.extract.jsonld import strings, types_of
from streams.extract.marked_bylines import bylines
from streams.extract.meta_tags import AUTHORS

if TYPE_CHECKING:
    from streams.extract.document import Document
    from streams.extract.place import Place

Names = tuple[str, ...]

_GROUP_TYPES = frozenset({"Organization", "NewsMediaOrganization", "Corporation", "WebSite", "NGO"})
_LONGEST_BYLINE = 300
_LONGEST_NAME = 50
_MOST_WORDS = 5
_MOST_NAMES = 50
_PREFIX = re.compile(rf"(?:{'|'.join(map(re.escape, PREFIXES))})(?:\s*[:：/／]\s*|\s+)", re.IGNORECASE)
_PREFIX_KEYS = frozenset(fold(prefix) for prefix in PREFIXES)
_SUFFIX = re.compile(
    rf"(?:\s+|(?<=[\u3040-\u9fff\uac00-\ud7af]))(?:{'|'.join(map(re.escape, SUFFIXES))})$", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|（[^（）]*）")
_LIST = re.compile(r"\s*[,;|•·、，；]\s*|\s+[/–—-]+\s+|\n")
_NAME = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\s.'’‘`´·・-]|\u200c|\u200d|[\u0300-\u036f]|[\u0900-\u0dff\u0e31-\u0e4e])*"
)


def authors(
    document: Document, place: Place, site_names: frozenset[str], language: str | None
) -> Found[Names] | None:
    """The people of the first place that names any, in the page's order."""
    for source, texts in _stated(document):
        if names := people(texts, site_names, language):
            return Found(names, source)
    for byline in bylines(document.tree, place):
        names = people(byline.texts, site_names, language)
        if names := names if byline.is_certain else tuple(filter(_is_full, names)):
            return Found(names, "html")
    return None


def people(
    texts: Iterable[str], site_names: frozenset[str] = frozenset(), language: str | None = None
) -> Names:
    """The people named in bylines as they stand on pages, as `By Ann Lee and Bo Wu, Reporters (AP)`."""
    names: dict[str, str] = {}
    for text in texts:
        for part in _parts(text, site_names):
            for name in map(_bare, _conjunction(language).split(part)):
                if _is_person(name, site_names):
                    names.setdefault(fold(name), name)
    return tuple(names.values())[:_MOST_NAMES]


def _stated(document: Document) -> Iterator[tuple[str, Iterable[str]]]:
    for source, node in document.articles:
        for key in ("author", "creator"):
            yield source, _persons(node.get(key))
    for name in AUTHORS:
        yield "meta", document.meta.get(name, ())


def _persons(value: Any, depth: int = 4) -> Iterator[str]:
    """Names in an `author` property, leaving out what is marked as an organisation."""
    if isinstance(value, list) and depth:
        for part in value:
            yield from _persons(part, depth - 1)
    elif isinstance(value, Mapping):
        if not types_of(value) & _GROUP_TYPES:
            yield from strings(value.get("name") or _joined_name(value))
    elif isinstance(value, str):
        yield value


def _joined_name(value: Mapping[str, Any]) -> str:
    return " ".join(part for key in ("givenName", "familyName") if isinstance(part := value.get(key), str))


def _parts(text: str, site_names: frozenset[str]) -> list[str]:
    """What the commas of a byline separate; nothing where it opens with the site's own name and address."""
    text = _ASIDE.sub(" ", clean(text[:_LONGEST_BYLINE]))
    parts = [part.strip() for part in _LIST.split(text)]
    if len(parts) == 2 and "," in text and all(part and " " not in part for part in parts):
        return [" ".join(reversed(parts))]
    if fold(parts[0]) in site_names:
        return []
    return [part for part in parts if fold(part) not in site_names]


def _bare(text: str) -> str:
    """The name without what introduces it and without the title that follows it."""
    while (opening := _PREFIX.match(text)) and not _is_part_of_name(opening[0], text[opening.end() :]):
        text = text[opening.end() :]
    return _SUFFIX.sub("", text).strip(" .:-–—*'\"“”")


def _is_part_of_name(opening: str, rest: str) -> bool:
    """Whether what looks like a preposition begins a surname, as in `Von der Leyen` and `Di Maio`."""
    words = rest.split()
    surname = len(words) == 1 or (len(words) > 1 and words[0].lower() in PARTICLES)
    return surname and opening[0].isupper() and fold(opening) in PARTICLES


def _is_person(name: str, site_names: frozenset[str]) -> bool:
    key = fold(name)
    words = key.split()
    return (
        1 < len(name) <= _LONGEST_NAME
        and len(words) <= _MOST_WORDS
        and _NAME.fullmatch(name) is not None
        and not {key, key.replace(" ", "")} & (site_names | AGENCIES | NOBODY | _PREFIX_KEYS)
        and not (ROLE_WORDS | GROUP_WORDS).intersection(words)
        and "admin" not in key
        and _is_written_as_name(name.split(), site_names)
    )


def _is_written_as_name(words: list[str], site_names: frozenset[str]) -> bool:
    """In scripts with capitals the words of a full name have them; the site's own initials are no name."""
    if any(word.isupper() and len(word) > 1 and fold(word) in site_names for word in words):
        return False
    return len(words) == 1 or all(not word[0].islower() or word.lower() in PARTICLES for word in words)


def _is_full(name: str) -> bool:
    """Whether a name has a given and a family name, or is written in a script that does not part them."""
    return len(name.split()) > 1 or name.upper() == name.lower()


def _conjunction(language: str | None) -> re.Pattern[str]:
    return _CONJUNCTION.get(language or "", _ANY_CONJUNCTION)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{'|'.join(sorted({'and', '&', *words}))})\s+", re.IGNORECASE)


_CONJUNCTION = {language: _pattern(words) for language, words in CONJUNCTIONS.items()}
_ANY_CONJUNCTION = _pattern(word for words in CONJUNCTIONS.values() for word in words if len(word) > 1)
