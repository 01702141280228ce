"""Decides which section the article stands in, and which tags an editor gave it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from streams.extract.clean import clean, fold
from streams.extract.found import Found
from streams.extract.jsonld import strings, types_of
from streams.extract.links import absolute, host_of, path_of
from streams.extract.meta_tags import KEYWORDS, SECTION, TAGS, stated
from streams.extract.tag_links import tag_links
from streams.extract.tree import select

if TYPE_CHECKING:
    from streams.extract.document import Document
    from streams.extract.place import Place

Keywords = tuple[str, ...]

_HOME = frozenset(
    {
        *(
            "home",
            "homepage",
            "startseite",
            "start",
            "inicio",
            "início",
            "accueil",
            "forside",
            "forsiden",
            "hem",
        ),
        *(
            "etusivu",
            "strona główna",
            "domů",
            "kezdőlap",
            "acasă",
            "главная",
            "головна",
            "ana sayfa",
            "αρχική",
        ),
        *(
            "الرئيسية",
            "בית",
            "होम",
            "หน้าแรก",
            "trang chủ",
            "beranda",
            "首页",
            "首頁",
            "홈",
            "ホーム",
            "トップ",
        ),
    }
)
_FOLDER = re.compile(r"[a-z][a-z-]{1,30}", re.IGNORECASE)
_LONGEST_SECTION = 60
_LONGEST_TAG = 80
_MOST_TAGS = 60
_MACHINE_TAG = re.compile(
    r"[\w.-]+[:=]\S*|https?://.*|[\w-]*\d{5,}[\w-]*|.*[{}<>\[\]].*|[\w.-]*/[\w./-]+|[^\W_]+(?:_[^\W_]+)+"
)
_MACHINE_PREFIX = re.compile(
    r"(?:nlp|section|category|source|type|region|author|template|content|primary|page|tone|seo)\b.*:",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*[,،、，]\s*")
_SPLIT_OTHER = re.compile(r"\s*[;；|]\s*")
_SPLITTING = re.compile("[,،、，;；|]")
_COUNT = re.compile(r"\s*\(\d[\d.,]*(?: \w+)?\)$")
_CODE = re.compile(r"[A-Z]{2,6}\d{0,3}")
_FEWEST_CODES = 5


def section(document: Document) -> Found[str] | None:
    """The main section: stated, else the first crumb below home, else the URL's first part where a link names it."""
    for found in sections(document):
        value = clean(found.value)
        is_host = value.lower().removeprefix("www.") == document.domain
        if 1 < len(value) <= _LONGEST_SECTION and fold(value) not in _HOME and not is_host:
            return Found(value, found.source)
    return None


def keywords(document: Document, place: Place, barred: frozenset[str]) -> Found[Keywords] | None:
    """The tags of the first place that gives any, without folded names such as the section's and the site's."""
    for found in tag_lists(document, place):
        tags = tidy(found.value, barred)
        if tags:
            return Found(tags, found.source)
    return None


def tidy(texts: Iterable[str], barred: frozenset[str] = frozenset()) -> Keywords:
    """The tags in lists as `a, b; c`: cleaned, each once, without what machines put there."""
    tags: dict[str, str] = {}
    for text in texts:
        for tag in _split(clean(text)):
            key = fold(tag)
            if key and key not in barred and key not in tags and _is_tag(tag):
                tags[key] = tag
    codes = sum([_CODE.fullmatch(tag) is not None for tag in tags.values()])
    return () if codes >= max(_FEWEST_CODES, len(tags) / 2) else tuple(tags.values())[:_MOST_TAGS]


def _is_tag(tag: str) -> bool:
    if len(tag) > _LONGEST_TAG:
        return False
    # All that machines write has other signs than letters.
    if tag.replace(" ", "").isalpha():
        return True
    return not (_MACHINE_TAG.fullmatch(tag) or _MACHINE_PREFIX.match(tag))


def _split(text: str) -> list[str]:
    parts = [text]
    if _SPLITTING.search(text) is not None:
        parts = _SPLIT.split(text)
        parts = _SPLIT_OTHER.split(text) if len(parts) == 1 else parts
    parts = [part.strip(" #.\"'") for part in parts]
    return [_COUNT.sub("", part) if "(" in part else part for part in parts]


def sections(document: Document) -> Iterator[Found[str]]:
    """Every name that the page gives its section."""
    for source, node in document.articles:
        yield from (Found(text, source) for text in strings(node.get("articleSection")))
    yield from stated(document, SECTION)
    for source, nodes in (("json-ld", document.json_ld), ("microdata", document.microdata)):
        yield from (Found(name, source) for node in nodes for name in _crumbs(node))
    yield from _named_by_url(document)


def _crumbs(node: Mapping[str, Any]) -> Iterator[str]:
    """Names of a breadcrumb list between home and the page itself, in order."""
    trail = node if "BreadcrumbList" in types_of(node) else node.get("breadcrumb")
    items = trail.get("itemListElement") if isinstance(trail, Mapping) else None
    if not isinstance(items, list):
        return
    for item in items[:-1]:
        named = (item.get("name") or item.get("item")) if isinstance(item, Mapping) else item
        yield from (text for text in strings(named) if "/" not in text)


def _named_by_url(document: Document) -> Iterator[Found[str]]:
    """The words of a link to the folder in which the page lies."""
    folder, _, rest = path_of(document.url).partition("/")
    if not rest or not _FOLDER.fullmatch(folder):
        return
    for node in select(document.tree, f'a[href$="/{folder}"],a[href$="/{folder}/"]'):
        target = absolute(document.base, node.attributes.get("href")) or ""
        if host_of(target) == document.domain and path_of(target) == folder:
            yield Found(" ".join(node.text(separator=" ").split()), "url")


def tag_lists(document: Document, place: Place) -> Iterator[Found[Iterable[str]]]:
    """Each place that may list tags, with what it lists."""
    for source, node in document.articles:
        yield Found([*strings(node.get("keywords"))], source)
    yield _listed(stated(document, TAGS))
    yield Found(tag_links(document.tree, place), "html")
    yield _listed(stated(document, KEYWORDS))


def _listed(candidates: Iterable[Found[str]]) -> Found[Iterable[str]]:
    found = list(candidates)
    return Found([tag.value for tag in found], found[0].source if found else "meta")
