"""Decides what an element is by its tag, role, `itemprop`, class and id, before its words are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from streams.extract import vocabulary as names


class Mark(StrEnum):
    """What the names of an element say about the words in it."""

    NONE = "none"
    NOISE = "noise"
    HIDDEN = "hidden"
    BODY = "body"
    MAIN = "main"
    LEAD = "lead"
    CAPTION = "caption"
    CREDIT = "credit"
    GATE = "gate"


class Hint(NamedTuple):
    """A mark and the rule that set it, as `class:related`."""

    mark: Mark
    rule: str = ""


NOTHING = Hint(Mark.NONE)
_MOST_WORDS = 6
# What is remembered is the page's own words: their length is bounded, as is their number.
_LONGEST_CLASS = 1000
LONGEST_TOKEN = 100
"""Letters of an id or of a word of a class beyond which it is not looked at."""
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_ITEMPROPS = {
    "articlebody": Hint(Mark.BODY, "itemprop:articleBody"),
    "reviewbody": Hint(Mark.BODY, "itemprop:reviewBody"),
    "description": Hint(Mark.LEAD, "itemprop:description"),
    "alternativeheadline": Hint(Mark.LEAD, "itemprop:alternativeHeadline"),
    "caption": Hint(Mark.CAPTION, "itemprop:caption"),
    "copyrightholder": Hint(Mark.CREDIT, "itemprop:copyrightHolder"),
    "credittext": Hint(Mark.CREDIT, "itemprop:creditText"),
    "author": Hint(Mark.NOISE, "itemprop:author"),
    "datepublished": Hint(Mark.NOISE, "itemprop:datePublished"),
    "datemodified": Hint(Mark.NOISE, "itemprop:dateModified"),
    "publisher": Hint(Mark.NOISE, "itemprop:publisher"),
    "keywords": Hint(Mark.NOISE, "itemprop:keywords"),
    "comment": Hint(Mark.NOISE, "itemprop:comment"),
}


def hint(attributes: Mapping[str, str | None]) -> Hint:
    """What the attributes of an element say; the white list is asked before the black list."""
    said = named_hint((attributes.get("class") or "")[:_LONGEST_CLASS])
    if _TELLING.isdisjoint(attributes):
        return said
    if told := _told(attributes):
        return told
    identity = token_hint((attributes.get("id") or "")[:LONGEST_TOKEN])
    return said if _rank(said) <= _rank(identity) else identity


def _told(attributes: Mapping[str, str | None]) -> Hint | None:
    if named := attributes.get("itemprop"):
        for name in named.lower().split():
            if name in _ITEMPROPS:
                return _ITEMPROPS[name]
    role = attributes.get("role")
    if role in names.DROPPED_ROLES:
        return Hint(Mark.NOISE, f"role:{role}")
    if (
        "hidden" in attributes
        and attributes["hidden"] != "until-found"
        and not _is_streamed(attributes.get("id"))
    ):
        return Hint(Mark.HIDDEN, "hidden")
    return None


def _is_streamed(identity: str | None) -> bool:
    """React sends late parts of a page hidden and moves them into place: https://react.dev/reference/react/Suspense"""
    return identity is not None and identity.startswith("S:")


def _rank(said: Hint) -> int:
    return _RANK[said.mark]


@lru_cache(maxsize=1 << 13)
def named_hint(named: str) -> Hint:
    """What the tokens of a class say: the strongest of what each says."""
    found = NOTHING
    for token in named.split():
        said = token_hint(token) if len(token) <= LONGEST_TOKEN else NOTHING
        if said is not NOTHING and _rank(said) < _rank(found):
            found = said
    return found


@lru_cache(maxsize=1 << 15)
def token_hint(token: str) -> Hint:
    """What one token says by its words: `articleBody--wide2` is article, body, wide."""
    bare = token.rstrip("0123456789")
    words = bare.replace("_", "-").split("-") if bare.islower() else _camel_words(bare)
    if _KNOWN.isdisjoint(words):
        return NOTHING
    words = [word for part in words if (word := part.rstrip("0123456789")).isalpha()]
    mark = _mark(words) if 0 < len(words) <= _MOST_WORDS else None
    return Hint(mark, f"class:{'-'.join(words)}") if mark else NOTHING


def _camel_words(token: str) -> list[str]:
    """The words of a token in mixed case; a hash as `css-1aD3f` has none but css."""
    parts = (part.rstrip("0123456789") for part in _SEPARATORS.split(token))
    return [word.lower() for part in parts if part.isalpha() for word in _CAMEL.findall(part)]


def _mark(words: Sequence[str]) -> Mark | None:
    if len(words) == 1:
        return _WHOLE.get(words[0]) or _LAST.get(words[0])
    if words[0] in names.TOPIC_PREFIXES or words[-2] in names.NEGATIONS:
        return None
    found = _WHOLE.get("".join(words)) or _LAST.get(words[-1])
    if found:
        return found
    if words[-2] in names.BODY_OF and words[-1] in names.BODY_PARTS:
        return Mark.BODY
    if _is_noise(words):
        return Mark.NOISE
    return Mark.GATE if not names.GATE_WORDS.isdisjoint(words) else None


def _is_noise(words: Sequence[str]) -> bool:
    before = ""
    for word in words:
        if before not in names.NEGATIONS and (
            word in names.NOISE_WORDS or (before and before + word in _NOISE)
        ):
            return True
        before = word
    return "".join(words[-3:]) in _NOISE


def _joined(table: frozenset[str]) -> frozenset[str]:
    return frozenset(name.replace("-", "") for name in table)


_RANK = {
    mark: rank
    for rank, mark in enumerate(
        (
            Mark.BODY,
            Mark.HIDDEN,
            Mark.CREDIT,
            Mark.CAPTION,
            Mark.NOISE,
            Mark.GATE,
            Mark.LEAD,
            Mark.MAIN,
            Mark.NONE,
        )
    )
}
_NOISE = _joined(names.NOISE_NAMES)
_TELLING = frozenset({"itemprop", "role", "hidden", "id"})
_WHOLE = {
    **dict.fromkeys(_joined(names.MAIN_NAMES), Mark.MAIN),
    **dict.fromkeys(_joined(names.GATE_WORDS), Mark.GATE),
    **dict.fromkeys(_joined(names.NOISE_TOKENS) | names.NOISE_WORDS | _NOISE, Mark.NOISE),
    **dict.fromkeys(_joined(names.HIDDEN_NAMES), Mark.HIDDEN),
    **dict.fromkeys(_joined(names.BODY_NAMES), Mark.BODY),
    **dict.fromkeys((a + b for a in names.BODY_OF for b in names.BODY_PARTS), Mark.BODY),
}
_LAST = {
    **dict.fromkeys(names.NOISE_LABELS, Mark.NOISE),
    **dict.fromkeys(names.LEAD_NAMES, Mark.LEAD),
    **dict.fromkeys(names.CAPTION_WORDS, Mark.CAPTION),
    **dict.fromkeys(names.CREDIT_WORDS, Mark.CREDIT),
}
_COMPOUND = names.BODY_NAMES | names.MAIN_NAMES | names.NOISE_NAMES | names.NOISE_TOKENS | names.HIDDEN_NAMES
# A token without any of these says nothing; of a name of several words the longest is enough to look for.
_KNOWN = frozenset({*(max(name.split("-"), key=len) for name in _COMPOUND), *_WHOLE, *_LAST})
