"""Decides where the address of a picture lies, and which pictures are no more than decoration."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping

from streams.extract.links import absolute
from streams.extract.tree import HtmlNode, select

# A lazy page keeps the address in one of these until the picture comes into view.
_SOURCES = (
    *(
        "data-src",
        "data-original",
        "data-lazy-src",
        "data-lazy",
        "data-full-src",
        "data-hi-res-src",
        "data-url",
    ),
    *("data-image", "data-img", "data-image-src", "data-original-src", "data-fallback-src", "src"),
    *("data-srcset", "data-lazy-srcset", "srcset"),
)
_DECORATIONS = (
    "logo icon avatar sprite pixel spacer blank placeholder badge emoji 1x1 gravatar loader loading transparent "
    "lazyload default-image flag captcha share button btn profile headshot author"
).split()
_DECORATION = re.compile(rf"(?:^|[/_.=-])(?:{'|'.join(_DECORATIONS)})s?(?:[/_.=-]|\d|$)", re.IGNORECASE)
_BETWEEN_WORDS = b"/_.=-0123456789"
_IN_WORDS = bytes.maketrans(
    string.ascii_uppercase.encode() + _BETWEEN_WORDS,
    string.ascii_lowercase.encode() + b" " * len(_BETWEEN_WORDS),
)
_SMALLEST = 100
"""Pixels a side below which a picture is an icon."""
_IN_NOSCRIPT = re.compile(r"""<img[^>]*?\ssrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_BETWEEN_CANDIDATES = re.compile(r",\s+|,(?=https?:|/)")


def picture_url(node: HtmlNode, attributes: Mapping[str, str | None], base: str) -> str | None:
    """The absolute URL of a picture with these attributes, wherever the page keeps it; None for icons and the like."""
    if any(_is_small(attributes.get(side)) for side in ("width", "height")):
        return None
    for source in _sources(node, attributes):
        url = absolute(base, source)
        if url and not _is_decoration(url.partition("?")[0]):
            return url
    return None


def _is_decoration(path: str) -> bool:
    """Looking its words up first takes a third of the time."""
    return not _TELLING.isdisjoint(_words(path)) and _DECORATION.search(path) is not None


def _words(path: str) -> list[bytes]:
    return path.encode("ascii", "replace").translate(_IN_WORDS).split()


_SINGULARS = frozenset(word for name in _DECORATIONS for word in _words(name))
_TELLING = _SINGULARS | {word + b"s" for word in _SINGULARS}


def _sources(node: HtmlNode, attributes: Mapping[str, str | None]) -> Iterator[str]:
    """Its own addresses, those of the `picture` around it, that of the picture for browsers without scripts."""
    for name in _SOURCES:
        if value := attributes.get(name):
            yield _largest(value) if name.endswith("srcset") else value
    if node.parent is not None and node.parent.tag == "picture":
        for source in select(node.parent, "source"):
            yield _largest(source.attributes.get("srcset") or source.attributes.get("data-srcset") or "")
    if node.next is not None and node.next.tag == "noscript":
        yield from _IN_NOSCRIPT.findall(node.next.text())


def _largest(srcset: str) -> str:
    """The URL with the greatest width or density: https://html.spec.whatwg.org/multipage/images.html#srcset-attributes"""
    candidates = (candidate.split() for candidate in _BETWEEN_CANDIDATES.split(srcset))
    sized = [(_number(words[1]) if len(words) > 1 else 0.0, words[0]) for words in candidates if words]
    return max(sized, key=lambda candidate: candidate[0], default=(0.0, ""))[1]


def _number(text: str) -> float:
    digits = text.rstrip("wx")
    return float(digits) if digits.replace(".", "", 1).isdigit() else 0.0


def _is_small(size: str | None) -> bool:
    digits = (size or "").strip().removesuffix("px")
    return digits.isdigit() and 0 < int(digits) < _SMALLEST
