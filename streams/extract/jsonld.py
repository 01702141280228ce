"""Decides which nodes a page states in JSON-LD, and which of them is the article."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import orjson

Node: TypeAlias = Mapping[str, Any]

ARTICLE_TYPES = (
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "ReviewNewsArticle",
    "BackgroundNewsArticle",
    "AskPublicNewsArticle",
    "LiveBlogPosting",
    "Article",
    "BlogPosting",
    "SatiricalArticle",
    "AdvertiserContentArticle",
    "ScholarlyArticle",
    "TechArticle",
    "Report",
    "SocialMediaPosting",
    "Review",
    "Recipe",
    "CreativeWork",
    "WebPage",
    "ItemPage",
    "VideoObject",
)
"""Types that may describe the article, the best witness first."""

_LAST_ARTICLE = ARTICLE_TYPES.index("SocialMediaPosting")
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage")
_MAX_DEPTH = 6
_MAX_NODES = 400
_MAX_REPAIRED = 1_000_000
_OPENING = re.compile(r"(?:(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)(?:\s*\*/)?\s*)+")
_CLOSING = re.compile(r"(?:(?://|/\*)?\s*(?:-->|\]\]>)(?:\s*\*/)?[\s;]*)+$")
_LONGEST_CLOSING = 40
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_ESCAPE = re.compile(r'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})?')
_SEPARATOR = re.compile(r"[\s,;\ufeff]*")
_SALVAGED = ("headline", "datePublished", "dateModified", "description", "articleSection", "url", "@type")
_PAIR = re.compile(rf'"({"|".join(_SALVAGED)})"\s*:\s*"((?:[^"\\]|\\.)*)"\s*[,}}\n]')


def parse_script(text: str) -> Any:
    """The value of a script, mended where it is broken in a usual way; None where nothing can be read."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return _repaired(_unwrapped(text)) if len(text) <= _MAX_REPAIRED else None


def flatten(values: Iterable[Any]) -> tuple[Node, ...]:
    """All nodes at the top of the values, in lists, `@graph` and main entities, references by `@id` resolved."""
    nodes: list[Node] = []
    for value in values:
        _collect(value, nodes, _MAX_DEPTH)
    known = {
        node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str) and len(node) > 2
    }
    return tuple({key: _resolved(value, known) for key, value in node.items()} for node in nodes)


def article_node(nodes: Iterable[Node], url: str = "") -> Node | None:
    """The node that describes the article at `url`, or None.

    A type that says article, the page's own URL, a headline and the more telling type decide, in this order.
    """
    page = _page(url) if url else None
    best: tuple[tuple[bool, bool, bool, int], Node] | None = None
    for node in nodes:
        types = types_of(node)
        if not _TYPE_RANK.keys().isdisjoint(types):
            rank = _rank(node, types, page)
            if best is None or rank > best[0]:
                best = rank, node
    return None if best is None else best[1]


def is_article(node: Node) -> bool:
    """Whether the node's type says article, and not merely page or video."""
    return _best_rank(types_of(node)) <= _LAST_ARTICLE


def types_of(node: Node) -> set[str]:
    """The node's types, without the vocabulary's prefix."""
    stated = node.get("@type")
    names = [stated] if isinstance(stated, str) else strings(stated)
    return {name.rsplit("/", 1)[-1].removeprefix("schema:") for name in names}


def strings(value: object, depth: int = _MAX_DEPTH) -> Iterator[str]:
    """Each text in a value that may be a text, a number, a node with a name or value, or lists of these."""
    if value is None:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, Mapping)) and depth:
        for key in ("name", "@value", "headline", "@id"):
            if key in value:
                yield from strings(value[key], depth - 1)
                return
    elif isinstance(value, list) and depth:
        for part in value:
            yield from strings(part, depth - 1)


def _collect(value: Any, nodes: list[Node], depth: int) -> None:
    if depth < 0 or len(nodes) >= _MAX_NODES:
        return
    if isinstance(value, list):
        for part in value:
            _collect(part, nodes, depth - 1)
    elif isinstance(value, dict):
        if "@graph" not in value or "@type" in value:
            nodes.append(value)
        for key in _CONTAINERS:
            _collect(value.get(key), nodes, depth - 1)


def _resolved(value: Any, known: Mapping[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(part, known) if isinstance(part, dict) else part for part in value]
    if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def _rank(node: Node, types: set[str], page: str | None) -> tuple[bool, bool, bool, int]:
    best = _best_rank(types)
    stated = [*strings(node.get("url")), *strings(node.get("@id")), *strings(node.get("mainEntityOfPage"))]
    own = page is not None and any(_page(text) == page for text in stated)
    return (best <= _LAST_ARTICLE, own, "headline" in node, -best)


def _best_rank(types: set[str]) -> int:
    return min([_TYPE_RANK.get(name, len(ARTICLE_TYPES)) for name in types], default=len(ARTICLE_TYPES))


def _page(url: str) -> str:
    """A URL without what does not tell one page from another."""
    return _PAGE.sub("", url).strip("/")


_PAGE = re.compile(r"^https?://(?:www\.|m\.|amp\.)?|[?#].*$", re.DOTALL)
_TYPE_RANK = {name: rank for rank, name in enumerate(ARTICLE_TYPES)}


def _unwrapped(text: str) -> str:
    """The script without the comment or CDATA marks that hid it from old browsers."""
    text = text.strip(" \t\r\n;\ufeff")
    opening = _OPENING.match(text)
    text = text[opening.end() :] if opening else text
    head, tail = text[:-_LONGEST_CLOSING], text[-_LONGEST_CLOSING:]
    return head + _CLOSING.sub("", tail)


def _repaired(text: str) -> Any:
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    text = _ESCAPE.sub(lambda match: match[0] if match[1] else "", _TRAILING_COMMA.sub(r"\1", text))
    try:
        values = list(_values(text))
        return orjson.loads(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return _salvaged(text)


def _values(text: str) -> Iterator[Any]:
    """Every JSON value of the text, one after the other: some pages put several objects in one script."""
    decoder = json.JSONDecoder(strict=False, parse_constant=lambda _: None)
    position = _after_separator(text, 0)
    while position < len(text):
        value, end = decoder.raw_decode(text, position)
        yield value
        position = _after_separator(text, end)


def _after_separator(text: str, position: int) -> int:
    match = _SEPARATOR.match(text, position)
    return match.end() if match else position


def _salvaged(text: str) -> Any:
    """The plain properties before the flaw, where a string's own quotation marks have broken the rest."""
    node: dict[str, str] = {}
    for match in _PAIR.finditer(text):
        node.setdefault(match[1], " ".join(match[2].split()))
    return node if types_of(node) & _TYPE_RANK.keys() else None
