"""Decides what is read from a page once, before any question is asked: tree, meta tags, JSON-LD, microdata."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from streams.extract.jsonld import Node, article_node, flatten, parse_script
from streams.extract.links import absolute, host_of
from streams.extract.microdata import Attributes, Element, items
from streams.extract.tree import HtmlNode, Tree, select

# One comma list is one pass over the tree; each further pass costs a tenth of a parse.
_MARKED = (
    'meta[content],link[rel][href],base[href],script[type*="ld+json" i],title,h1,'
    "[itemprop],[itemscope],[typeof],[property]"
)
_MOST_HEADINGS = 8
_MAX_VALUES = 64


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page. Nothing in it may be changed: every extractor reads the same tree."""

    url: str
    """The page's URL as it was received."""
    base: str
    """The URL against which the page's links are resolved."""
    domain: str
    """Host of the URL in lower case, without a leading `www.`."""
    tree: Tree
    """The parsed page."""
    meta: Mapping[str, tuple[str, ...]]
    """Contents of the meta tags by lower-case `property` or `name`, in the page's order."""
    rel: Mapping[str, tuple[str, ...]]
    """Targets of the `link` elements by lower-case `rel`, in the page's order, not yet resolved."""
    title: str
    """Words of the `title` element; empty where there is none."""
    headings: tuple[HtmlNode, ...]
    """The first `h1` elements."""
    json_ld: tuple[Node, ...]
    """The nodes at the top of every JSON-LD script, references by `@id` resolved."""
    microdata: tuple[Node, ...]
    """The page's microdata and RDFa items in the form of JSON-LD nodes."""
    articles: tuple[tuple[str, Node], ...]
    """The nodes that describe the article, with their source (`json-ld`, `microdata`), the best witness first."""

    @classmethod
    def parse(cls, html: str | bytes, url: str) -> Document:
        """The document of a page as text or in UTF-8; never fails, whatever the HTML."""
        tree = Tree(html)
        by_tag: dict[str, list[Element]] = {}
        elements = [(node, node.attributes) for node in select(tree, _MARKED)]
        for element in elements:
            by_tag.setdefault(element[0].tag or "", []).append(element)
        json_ld = flatten(parse_script(node.text()) for node, _ in by_tag.get("script", ()))
        microdata = flatten([items(elements)])
        return cls(
            url=url,
            base=_base(by_tag.get("base", ()), url),
            domain=host_of(url),
            tree=tree,
            meta=_grouped(by_tag.get("meta", ()), _names, "content"),
            rel=_grouped(by_tag.get("link", ()), _relations, "href"),
            title=_title(by_tag.get("title", ())),
            headings=tuple(node for node, _ in by_tag.get("h1", ())[:_MOST_HEADINGS]),
            json_ld=json_ld,
            microdata=microdata,
            articles=tuple(_articles(json_ld, microdata, url)),
        )


def _base(elements: Iterable[Element], url: str) -> str:
    return next((base for _, named in elements if (base := absolute(url, named.get("href")))), url)


def _title(elements: Iterable[Element]) -> str:
    """The page's own title: drawings have elements of the same name."""
    texts = (
        " ".join(node.text().split())
        for node, _ in elements
        if node.parent is None or node.parent.tag != "svg"
    )
    return next((text for text in texts if text), "")


def _names(attributes: Attributes) -> Iterable[str]:
    stated, name = attributes.get("property") or "", attributes.get("name")
    if name:
        stated = f"{stated} {name}" if stated else name
    return () if "://" in stated else _words(stated)


def _relations(attributes: Attributes) -> Iterable[str]:
    return _words(attributes.get("rel") or "")


def _words(stated: str) -> Iterable[str]:
    """The words in lower case, each once."""
    words = stated.lower().split()
    return words if len(words) <= 1 else dict.fromkeys(words)


def _grouped(
    elements: Iterable[Element], keys: Callable[[Attributes], Iterable[str]], value_key: str
) -> Mapping[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    for _, attributes in elements:
        value = (attributes.get(value_key) or "").strip()
        for key in keys(attributes) if value else ():
            values = groups.get(key)
            if values is None:
                groups[key] = [value]
            elif len(values) < _MAX_VALUES:
                values.append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _articles(json_ld: tuple[Node, ...], microdata: tuple[Node, ...], url: str) -> Iterable[tuple[str, Node]]:
    for source, nodes in (("json-ld", json_ld), ("microdata", microdata)):
        node = article_node(nodes, url)
        if node is not None:
            yield source, node
    yield from (("microdata", node) for node in microdata if "@type" not in node)
