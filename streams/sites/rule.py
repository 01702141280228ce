"""Decides what a site rule may say, and refuses a file that says anything else."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from streams.extract.tree import Tree, select


class SiteRuleError(ValueError):
    """A rule file says something that no rule can say."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Where a value lies: the text of an element, or one of its attributes (`time.published@datetime`)."""

    css: str
    """CSS selector of the elements."""
    attribute: str | None = None
    """Attribute that holds the value; the element's text where it is null."""

    def values(self, tree: Tree) -> Iterator[str]:
        """The values on the page, in its order, white space folded, empty ones left out."""
        for node in select(tree, self.css):
            text = node.text(separator=" ") if self.attribute is None else node.attributes.get(self.attribute)
            if folded := " ".join((text or "").split()):
                yield folded


@dataclass(frozen=True, slots=True)
class SiteTest:
    """A page in small, and what must come out of it."""

    url: str
    """URL of the page, on the rule's host."""
    html: str
    """The page."""
    expect: Mapping[str, Any]
    """Article fields by name, with the values they must have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule:
    """What is known about the pages of one host. An empty tuple: the general rules decide."""

    host: str = ""
    """Host in lower case without `www.`; the rule holds for its subdomains too. Empty: the null rule."""
    body: tuple[str, ...] = ()
    """Selectors of the article's body; the first that matches is taken."""
    remove: tuple[str, ...] = ()
    """Selectors of what is no part of the body, within it or around it."""
    title: tuple[Pick, ...] = ()
    """Where the headline lies; as with every field below, the first pick with a value is taken."""
    subtitle: tuple[Pick, ...] = ()
    """Where the line below the headline lies."""
    description: tuple[Pick, ...] = ()
    """Where the publisher's summary lies."""
    authors: tuple[Pick, ...] = ()
    """Where the authors lie, one element a person."""
    date_published: tuple[Pick, ...] = ()
    """Where the date of first publication lies."""
    date_modified: tuple[Pick, ...] = ()
    """Where the date of the last change lies."""
    section: tuple[Pick, ...] = ()
    """Where the main section lies."""
    keywords: tuple[Pick, ...] = ()
    """Where the tags lie, one element a tag."""
    image: tuple[Pick, ...] = ()
    """Where the URL of the lead image lies."""
    publisher: tuple[Pick, ...] = ()
    """Where the publisher's name lies."""
    tests: tuple[SiteTest, ...] = ()
    """Pages that hold the rule to its word."""

    @classmethod
    def from_toml(cls, host: str, source: str) -> SiteRule:
        """The rule in the text of `<host>.toml`; `SiteRuleError` names the file and the key that is wrong."""
        try:
            table = tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            raise SiteRuleError(f"{host}.toml: {error}") from error
        return cls(host=host, **{key: _read(host, key, value) for key, value in table.items()})


def _read(host: str, key: str, value: object) -> Any:
    if key not in _READERS:
        raise SiteRuleError(f"{host}.toml: unknown key {key!r}; known are {', '.join(_READERS)}")
    try:
        return _READERS[key](value)
    except SiteRuleError as error:
        raise SiteRuleError(f"{host}.toml: {key}: {error}") from error


def _selectors(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        raise SiteRuleError("expected a list of CSS selectors")
    return tuple(_selector(item) for item in value)


def _selector(css: str) -> str:
    """The selector, tried on an empty page: a slip is found when rules are loaded, not on some page later."""
    try:
        LexborHTMLParser("").css(css)
    except SelectolaxError as error:
        raise SiteRuleError(f"{css!r} is not a CSS selector") from error
    return css


def _picks(value: object) -> tuple[Pick, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        raise SiteRuleError("expected a list of CSS selectors, each with or without `@attribute`")
    return tuple(_pick(item) for item in value)


def _pick(item: str) -> Pick:
    css, at, attribute = item.rpartition("@")
    if at and attribute.replace("-", "").replace(":", "").isalnum():
        return Pick(_selector(css), attribute)
    return Pick(_selector(item))


def _tests(value: object) -> tuple[SiteTest, ...]:
    if not isinstance(value, list) or not value:
        raise SiteRuleError("expected an array of tables with url, html and expect")
    return tuple(_test(item) for item in value)


def _test(item: object) -> SiteTest:
    match item:
        case {"url": str(url), "html": str(html), "expect": dict(expect), **others} if expect and not others:
            return SiteTest(url, html, expect)
    raise SiteRuleError("expected url (text), html (text) and expect (a table of article fields), no more")


_READERS: dict[str, Callable[[object], Any]] = {
    "body": _selectors,
    "remove": _selectors,
    "title": _picks,
    "subtitle": _picks,
    "description": _picks,
    "authors": _picks,
    "date_published": _picks,
    "date_modified": _picks,
    "section": _picks,
    "keywords": _picks,
    "image": _picks,
    "publisher": _picks,
    "tests": _tests,
}
