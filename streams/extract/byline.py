"""Decides which people wrote the article: names only, without roles, agencies, the publisher and link texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from streams.extract.byline_words import (
    AGENCIES,
    ARTICLES,
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
from streams.extract.marked_bylines import Byline, bylines
from streams.extract.meta_tags import AUTHORS

if TYPE_CHECKING:
    from streams.extract.document import Document
    from streams.extract.place import Place

Names = tuple[str, ...]

_GROUP_TYPES = frozenset({"Organization", "NewsMediaOrganization", "Corporation", "WebSite", "NGO"})
_EDGES = " .:-–—*'\"“”"
_AUTHOR_KEYS = ("author", "creator")
_LONGEST_BYLINE = 300
_LONGEST_NAME = 50
_MOST_WORDS = 5
_MOST_NAMES = 50
_WORDS_OF_NAME = 2
_LONGEST_INITIALS = 3
_PREFIX = re.compile(rf"(?:{'|'.join(map(re.escape, PREFIXES))})(?:\s*[:：/／]\s*|\s+)", re.IGNORECASE)
_NO_NAMES = AGENCIES | NOBODY | frozenset(map(fold, PREFIXES))
_WORDS_OF_NO_NAME = ROLE_WORDS | GROUP_WORDS
_SUFFIX = re.compile(
    rf"(?:\s+|(?<=[\u3040-\u9fff\uac00-\ud7af]))(?:{'|'.join(map(re.escape, SUFFIXES))})$", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|（[^（）]*）")
_LIST = re.compile(r"\s*[,;|•·、，；]\s*|\s+[/–—-]+\s+|\n")
# Most bylines are a bare name: these are quick to see that.
_BRACKET, _LISTING, _DIGIT = re.compile(r"[(\[<（]"), re.compile(r"[,;|•·、，；/–—\n-]"), re.compile(r"\d")
_DATED = re.compile(r"\s(?:on|at|am|um|vom|le|el|em|il|op|den|dne)\s.*\d.*", re.IGNORECASE)
_HANDLE = re.compile(r"[^\W\d_]+(?:_[^\W\d_]+)*_?\d{0,4}")
_NAME = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\s.'’‘`´·・-]|\u200c|\u200d|[\u0300-\u036f]|[\u0900-\u0dff\u0e31-\u0e4e])*"
)


def authors(
    document: Document, place: Place, site_names: frozenset[str], language: str | None
) -> Found[Names] | None:
    """The people of the first place that names any, in the page's order; at last one whose name the site has."""
    certain: list[Byline] = []
    for byline in chain(stated_authors(document), bylines(document.tree, place)):
        names = people(byline.texts, site_names, language, is_certain=byline.is_certain)
        if names := names if byline.is_certain else tuple(filter(_is_full, names)):
            return Found(names, byline.source)
        if byline.is_certain:
            certain.append(byline)
    return _namesake(certain, _organisations(document), language) if certain else None


def people(
    texts: Iterable[str],
    site_names: frozenset[str] = frozenset(),
    language: str | None = None,
    *,
    is_certain: bool = False,
) -> Names:
    """The people named in bylines as they stand on pages, as `By Ann Lee and Bo Wu, Reporters (AP)`.

    Where the place is certain to hold authors, handles and names without capitals count too.
    """
    names: dict[str, str] = {}
    for text in texts:
        for part in _parts(text, site_names):
            for name in map(_bare, _joined(part, language)):
                if _is_person(name, site_names, is_certain=is_certain):
                    names.setdefault(fold(name), name)
    return tuple(names.values())[:_MOST_NAMES]


def _namesake(
    bylines: Iterable[Byline], organisations: frozenset[str], language: str | None
) -> Found[Names] | None:
    """The author of a site that bears the author's own full name."""
    for byline in bylines:
        names = people(byline.texts, organisations, language, is_certain=True)
        if names := tuple(name for name in names if " " in name and fold(name.split()[0]) not in ARTICLES):
            return Found(names, byline.source)
    return None


def _organisations(document: Document) -> frozenset[str]:
    """What the page's JSON-LD calls an organisation and no person."""
    nodes = (*document.json_ld, *(node.get("publisher") for _, node in document.articles))
    named = (node for node in nodes if isinstance(node, Mapping) and "Person" not in types_of(node))
    return frozenset(
        fold(name) for node in named if types_of(node) & _GROUP_TYPES for name in strings(node.get("name"))
    )


def stated_authors(document: Document) -> Iterator[Byline]:
    """Each place that states authors, with its names as they stand there."""
    for source, node in document.articles:
        for key in filter(node.__contains__, _AUTHOR_KEYS):
            yield Byline(tuple(_persons(node[key])), is_certain=True, source=source)
    for name in filter(document.meta.__contains__, AUTHORS):
        yield Byline(document.meta[name], is_certain=True, source="meta")


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
    text = clean(text[:_LONGEST_BYLINE])
    if _BRACKET.search(text):
        text = " ".join(_ASIDE.sub(" ", text).split())
    parts = [part.strip() for part in _LIST.split(text)] if _LISTING.search(text) else [text]
    if _DIGIT.search(text):
        parts = [_DATED.sub("", part) for part in parts]
    if len(parts) == 2 and "," in text and all(part and " " not in part for part in parts):
        return [" ".join(reversed(parts))]
    if fold(parts[0]) in site_names:
        return []
    return [part for part in parts if fold(part) not in site_names]


def _bare(text: str) -> str:
    """The name without what introduces it and without the title that follows it."""
    text = text.lstrip(_EDGES)
    while (opening := _PREFIX.match(text)) and not _is_part_of_name(opening[0], text[opening.end() :]):
        text = text[opening.end() :]
    return _SUFFIX.sub("", text).strip(_EDGES)


def _is_part_of_name(opening: str, rest: str) -> bool:
    """Whether what looks like a preposition begins a surname, as in `Von der Leyen` and `Di Maio`."""
    words = rest.split()
    surname = len(words) == 1 or (len(words) > 1 and words[0].lower() in PARTICLES)
    return surname and opening[0].isupper() and fold(opening) in PARTICLES


def _is_person(name: str, site_names: frozenset[str], *, is_certain: bool) -> bool:
    key = fold(name)
    words = key.split()
    return (
        1 < len(name) <= _LONGEST_NAME
        and len(words) <= _MOST_WORDS
        and (_NAME.fullmatch(name) is not None or (is_certain and _HANDLE.fullmatch(name) is not None))
        and not any(form in site_names or form in _NO_NAMES for form in (key, key.replace(" ", "")))
        and _WORDS_OF_NO_NAME.isdisjoint(words)
        and "admin" not in key
        and not _has_initials(name.split(), site_names)
        and (_is_written_as_name(name.split()) or (is_certain and _is_written_carelessly(name)))
    )


def _has_initials(words: list[str], site_names: frozenset[str]) -> bool:
    """Whether a word is the site's own initials."""
    return any(word.isupper() and len(word) > 1 and fold(word) in site_names for word in words)


def _is_written_as_name(words: list[str]) -> bool:
    """In scripts with capitals the words of a full name have them."""
    if len(words) == 1:
        return not words[0].isupper() or len(words[0]) > _LONGEST_INITIALS
    return all(not word[0].islower() or word.lower() in PARTICLES for word in words)


def _is_written_carelessly(name: str) -> bool:
    """Whether a name of two words lacks the capital of the second, or both."""
    return len(name.split()) == _WORDS_OF_NAME and (name[0].isupper() or name.islower())


def _is_full(name: str) -> bool:
    """Whether a name has a given and a family name, or is written in a script that does not part them."""
    return len(name.split()) > 1 or name.upper() == name.lower()


def _joined(text: str, language: str | None) -> list[str]:
    """What conjunctions join; they stand between two words at least."""
    if len(text.split()) <= _WORDS_OF_NAME:
        return [text]
    return _CONJUNCTION.get(language or "", _ANY_CONJUNCTION).split(text)


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{'|'.join(sorted({'and', '&', *words}))})\s+", re.IGNORECASE)


_CONJUNCTION = {language: _pattern(words) for language, words in CONJUNCTIONS.items()}
_ANY_CONJUNCTION = _pattern(word for words in CONJUNCTIONS.values() for word in words if len(word) > 1)
