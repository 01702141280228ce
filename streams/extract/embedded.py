"""Decides which text to take where the elements of the page hold none: JSON-LD, or HTML within a script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson

from streams.extract.document import Document
from streams.extract.tree import HtmlNode, Tree, select

_LONG_STRING = re.compile(r'"(?:[^"\\\n]|\\.){600,}"')
_MARKUP = re.compile(r"<(?:p|br|div)\b[^>]*>", re.IGNORECASE)
_PARAGRAPHS = 2
_LAYERS = 3
"""How often a string may be a JSON string within a JSON string."""


def article_bodies(document: Document) -> Iterator[HtmlNode]:
    """The texts that JSON-LD or microdata call the body, as trees."""
    for _, node in document.articles:
        for name in ("articleBody", "text"):
            text = node.get(name)
            if isinstance(text, str) and text.strip():
                yield from _tree(text if _MARKUP.search(text) else text.replace("\n", "<br>"))


def scripted_bodies(document: Document) -> Iterator[HtmlNode]:
    """The longest HTML that lies in a string of a script, as a tree: pages that build themselves in the browser."""
    found = [
        html for script in select(document.tree, "script:not([src])") for html in _strings(script.text())
    ]
    if found:
        yield from _tree(max(found, key=len))


def _strings(script: str) -> Iterator[str]:
    """The long strings that are HTML, also those within JSON that is a string itself."""
    for match in _LONG_STRING.finditer(script):
        text = _unquoted(match[0])
        for _ in range(_LAYERS):
            inner = _LONG_STRING.search(text) if text.lstrip()[:1] in ("{", "[") else None
            if inner is None:
                break
            text = _unquoted(inner[0])
        if len(_MARKUP.findall(text)) >= _PARAGRAPHS:
            yield text


def _unquoted(literal: str) -> str:
    try:
        value = orjson.loads(literal)
    except orjson.JSONDecodeError:
        return ""
    return value if isinstance(value, str) else ""


def _tree(html: str) -> Iterator[HtmlNode]:
    body = Tree(html).body
    if body is not None:
        yield body
