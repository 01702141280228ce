"""Decides which links of the page are the article's tags: a row of links to tag pages, and nothing else in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from streams.extract.place import Place
from streams.extract.surroundings import is_elsewhere, names_of
from streams.extract.tree import HtmlNode, Tree, attribute, select

_FOLDERS = frozenset(
    "tag tags tagged topic topics thema themen theme themes tema temas etiqueta etiquetas mot-cle mots-cles motcle "
    "keyword keywords stichwort stichwoerter schlagwort schlagworte sujet sujets argomenti tagi teg tegi temat hashtag "
    "label labels etiket konu konular emne emner amne ämne tagok cimke oznaka".split()
)
"""Names of the folders in which sites keep the pages of their tags."""
_CLASS = re.compile(
    r"(?<![a-z])(?:tags?|tag-?list|tag-?links|topics?|keywords?|hashtags?|themen|etiquetas)(?![a-z])"
)
_CATEGORY = re.compile(r"(?<![a-z])(?:categor(?:y|ies)|kategorien?|tag-?cloud|cloud)(?![a-z])")
_BOXES = '[class*="tag" i],[class*="topic"],[class*="keyword"]'
_MAX_BOXES = 20
_MAX_LINKS = 200
_MAX_UP = 4
_MOST_TAGS = 40
_LONGEST_TAG = 60
_MOST_OTHER_TEXT = 40
_COLONS = (":", "：")
_LONGEST_COMMA = 3


def tag_links(tree: Tree, place: Place) -> list[str]:
    """The words of the first row of tag links that follows the headline; empty where there is none."""
    linked = [link for link in select(tree, "a[href]") if _is_explicit(link)]
    row = _first_row([link for link in linked if place.follows(link)])
    return row or _first_row([link for link in _in_boxes(tree) if place.follows(link)])


def _first_row(links: list[HtmlNode]) -> list[str]:
    known = {link.mem_id for link in links}
    boxes = {
        link.parent.mem_id: link.parent for link in reversed(links[:_MAX_LINKS]) if link.parent is not None
    }
    for box in boxes.values():
        if not is_elsewhere(box) and (row := _row(box, known)):
            return row
    return []


def _in_boxes(tree: Tree) -> Iterator[HtmlNode]:
    """The links in the elements that call themselves a list of tags."""
    boxes = [box for box in select(tree, _BOXES) if _says_tags(names_of(box))]
    for box in boxes[:_MAX_BOXES]:
        yield from select(box, "a")


@lru_cache(maxsize=1 << 12)
def _says_tags(names: str) -> bool:
    return bool(_CLASS.search(names)) and not _CATEGORY.search(names)


def _row(holder: HtmlNode, known: set[int]) -> list[str]:
    """The words of the tag links in the widest box that holds hardly any other, or of those side by side."""
    row: list[HtmlNode] = []
    box: HtmlNode | None = holder
    for _ in range(_MAX_UP):
        if box is None or box.tag in ("body", "article", "main"):
            break
        inside = select(box, "a")
        tags = [node for node in inside if node.mem_id in known]
        if len(tags) * 2 <= len(inside) or not _is_row(box, inside):
            break
        row, box = tags, box.parent
    words = [" ".join(node.text(separator=" ").split()) for node in max(row, _beside(holder, known), key=len)]
    return [text for text in words if 1 < len(text) <= _LONGEST_TAG]


def _beside(holder: HtmlNode, known: set[int]) -> list[HtmlNode]:
    """The tag links among a text: those that call themselves tags, else those right behind a label as `Tags:`."""
    children = list(holder.iter(include_text=True))
    return [node for node in children if node.tag == "a" and _is_called_tag(node)] or _labelled(
        children, known
    )


def _labelled(nodes: list[HtmlNode], known: set[int]) -> list[HtmlNode]:
    row: list[HtmlNode] = []
    label = ""
    for node in nodes:
        text = (node.text_content or "").strip() if node.tag == "-text" else ""
        if node.tag == "a" and node.mem_id in known and (row or label.endswith(_COLONS)):
            row.append(node)
        elif row and (node.tag != "-text" or len(text) > _LONGEST_COMMA):
            break
        label = text or label
    return row


def _is_explicit(link: HtmlNode) -> bool:
    relations = attribute(link, "rel")
    if relations:
        relations = relations.lower()
        if "category" in relations:
            return False
        if "tag" in relations.split():
            return True
    folders = (attribute(link, "href") or "").lower().split("/")
    folders.pop()
    return not _FOLDERS.isdisjoint(folders)


def _is_called_tag(link: HtmlNode) -> bool:
    relations = (attribute(link, "rel") or "").lower().split()
    return "tag" in relations and "category" not in relations


def _is_row(box: HtmlNode, links: list[HtmlNode]) -> bool:
    """Whether a box holds not many links and hardly any words beside them."""
    if len(links) > _MOST_TAGS:
        return False
    linked = sum(len(node.text(strip=True)) for node in links)
    return len(" ".join(box.text(separator=" ").split())) - linked <= _MOST_OTHER_TEXT + 3 * len(links)
