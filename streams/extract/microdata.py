"""Decides how microdata and RDFa within a page are read as nodes, in the form that JSON-LD has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, TypeAlias

from streams.extract.tree import HtmlNode

_MAX_MARKED = 800
_SKIPPED = frozenset({"articlebody", "text", "reviewbody", "comment", "commentcount", "interactionstatistic"})
_URL_PROPERTIES = frozenset(
    {"url", "image", "thumbnailUrl", "mainEntityOfPage", "sameAs", "logo", "contentUrl"}
)
_VALUE_ATTRIBUTES = ("content", "datetime", "src", "data-src", "value")
_LONGEST_TEXT = 2000

Item = dict[str, Any]
Attributes: TypeAlias = Mapping[str, str | None]
Element: TypeAlias = tuple[HtmlNode, Attributes]
"""A node with its attributes: they are made anew each time they are asked for."""


def items(elements: Iterable[Element]) -> list[Item]:
    """The items that elements in the page's order make up, outermost first.

    Properties outside of any item are in one without `@type` at the end. Nested items are values of their
    property. Long texts as `articleBody` are left out: the body has its own way.
    """
    reader = _Reader()
    marked = (element for element in elements if _is_marked(*element))
    for node, attributes in islice(marked, _MAX_MARKED):
        reader.take(node, attributes)
    return [*reader.top, reader.loose] if reader.loose else reader.top


def _is_marked(node: HtmlNode, attributes: Attributes) -> bool:
    if "itemprop" in attributes or "itemscope" in attributes or "typeof" in attributes:
        return True
    return "property" in attributes and node.tag != "meta"


class _Reader:
    """Gathers items in document order, so that a scope is always known before what lies in it."""

    def __init__(self) -> None:
        self.top: list[Item] = []
        self.loose: Item = {}
        self._scopes: dict[int, Item | None] = {}

    def take(self, node: HtmlNode, attributes: Attributes) -> None:
        owner = self._owner(node.parent)
        item = _new_item(attributes)
        if item is not None:
            self._scopes[node.mem_id] = item
        names = (attributes.get("itemprop") or attributes.get("property") or "").split()
        for name in names:
            self._add(self.loose if owner is None else owner, name, (node, attributes), item)
        if item is not None and (owner is None or not names):
            self.top.append(item)

    def _owner(self, node: HtmlNode | None) -> Item | None:
        """The item around a node; the way up is walked once, however many nodes share it."""
        way = []
        while node is not None and node.mem_id not in self._scopes:
            way.append(node.mem_id)
            node = node.parent
        owner = self._scopes[node.mem_id] if node is not None else None
        self._scopes.update(dict.fromkeys(way, owner))
        return owner

    def _add(self, owner: Item, name: str, element: Element, item: Item | None) -> None:
        name = name.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
        if name.lower() in _SKIPPED or (item is not None and owner is self.loose):
            return
        value = _value(*element, name) if item is None else item
        if value:
            owner[name] = value if name not in owner else [*_listed(owner[name]), value]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _new_item(attributes: Attributes) -> Item | None:
    if "itemscope" not in attributes and "typeof" not in attributes:
        return None
    types = (attributes.get("itemtype") or attributes.get("typeof") or "Thing").split()
    item: Item = {"@type": [name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in types]}
    if identifier := attributes.get("itemid"):
        item["url"] = identifier
    return item


def _value(node: HtmlNode, attributes: Attributes, name: str) -> str:
    if name in _URL_PROPERTIES and (href := attributes.get("href")):
        return href
    stated = next((value for key in _VALUE_ATTRIBUTES if (value := attributes.get(key))), None)
    return stated or " ".join(node.text(separator=" ").split())[:_LONGEST_TEXT]
