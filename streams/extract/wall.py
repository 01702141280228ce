"""Decides whether something else came in place of the page: a check for bots, a login, the ask for consent, an error.

No single sign is enough. Each one weighs something, and only a short page that says nothing of an article is weighed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from schemas.rejection import Reason
from streams.extract.body import Body
from streams.extract.document import Document
from streams.extract.title import SEPARATOR
from streams.extract.tree import HtmlNode, Tree, first, select
from streams.extract.wall_words import ERRORS, WALLS

_LONGEST = 1500
"""Width of the longest text that stands before a page."""
_ENOUGH = 3
"""Weight of signs from which it is one."""
_FEW_LINKS = 10
"""Most links of a page that has no menu."""
_MENU = 40
"""Most links of a page that is a form to log in."""
_SHARE = 0.5
"""Share of a part of the title that the words must be: an article about an error says more."""
_READ = 200_000
"""Characters of names and scripts that are searched for makers of checks."""

_STATUS = re.compile(
    r"(?:(?:https?|error|fehler|erreur|errore|erro|fel|feil|fejl|virhe|błąd|chyba|hiba|eroare|hata|lỗi|ошибка|помилка"
    r"|σφάλμα|خطأ|שגיאה|त्रुटि|ข้อผิดพลาด|错误|錯誤|エラー|오류)\W*)?(?:40[013-68]|410|429|451|50[0-4]|52[0-6])"
    r"(?:\W+error)?\W*"
)
_TRACE = re.compile(
    r" on line \d+\b|Stack trace:|Traceback \(most recent call last\)|\bat [\w.$<>]+\(\w+\.(?:java|kt|js|cs):\d+"
)
_MAKERS = re.compile(
    r"(?<![a-z])(?<![a-z]-)captcha|challenge-platform|_chl_opt|cf-(?:chl|content|browser-verification|error)|datadome"
    r"|px-(?:captcha|block)|_Incapsula_|incident_id=|perfdrive|geetest|kasada|sec-if-cpt|awswaf|ddos-guard",
    re.IGNORECASE,
)
_WIDGETS = re.compile(r"recaptcha|hcaptcha|turnstile", re.IGNORECASE)
_LOANWORDS = re.compile(
    r"java\s?script|cookies?\b|captcha|\bGDPR\b|\bDSGVO\b|\bRGPD\b|クッキー", re.IGNORECASE
)
_CODE = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-|\b(?=\w*\d)[0-9a-f]{12,}\b|\d{12,}|#\d+\.[0-9a-f]{6,}")
_PLACE = re.compile(
    r"/(?:login|log-in|signin|sign-in|subscribe|subscription|consent|captcha|sorry|40[34])(?:[/.?]|$)"
    r"|//(?:consent|login|auth|accounts?|myprivacy)\.",
    re.IGNORECASE,
)
_LOGIN_FIELD = 'input[type="password" i]'
_REFRESH = 'meta[http-equiv="refresh" i]'
_ERROR_BOX = '[class~="error404" i],[class~="error-404" i],[class~="page-not-found" i],[class~="not-found" i]'
_BOXES = ",".join(
    f"{tag}[{attribute}*={name} i]:not([class*=tag-],[class*=category-],[class*=topic-])"
    for tag in ("div", "section", "form", "dialog")
    for attribute in ("class", "id")
    for name in ("consent", "cookie", "cmp-", "privacy", "gdpr", "captcha", "verify", "challenge")
)
_MONEY = r"(?:[$€£¥₹₩₽₺₫฿]\s?\d|\d\s?(?:[$€£¥₹₩₽₺₫฿円元원]|(?:kr|zł|lei|Kč|Ft)\b))"
_PRICES = re.compile(f"{_MONEY}.*{_MONEY}", re.DOTALL)


def in_place_of_page(document: Document, body: Body) -> Reason | None:
    """The kind of what came in place of the page; None where it is the page itself, for all that can be seen."""
    if body.width >= _LONGEST:
        return None
    signs = _Signs(document, body)
    error, wall = signs.error(), signs.wall()
    if max(error, wall) + signs.shared() < _ENOUGH:
        return None
    return Reason.ERROR_PAGE if error > wall else Reason.WALL


class _Signs:
    """What is weighed of a page; a sign that articles have now and then weighs 1 or less, one that they lack 2."""

    def __init__(self, document: Document, body: Body) -> None:
        self.document, self.tree = document, document.tree
        self.text = "\n".join(piece.text for piece in body.lines.page)
        self.longest = max((block.text for block in body.blocks), key=len, default="")
        self.links = len(select(document.tree, "a[href]"))
        self.is_bare = self.links <= _FEW_LINKS
        self.headline, self.titles = _names(document)

    def error(self) -> int:
        """Signs of an error, where a server or a program says that it failed."""
        trace = _TRACE.search(self.text) is not None
        return self._named(_is_error) + 2 * self._has(_ERROR_BOX) + 2 * trace

    def wall(self) -> int:
        """Signs that something is asked for before the page is shown."""
        login = self.links < _MENU and self._has(_LOGIN_FIELD)
        return self._named(_is_wall) + login + (self._gate() if self.is_bare else 0)

    def shared(self) -> int:
        """Signs that both have."""
        hidden = any("noindex" in text.lower() for text in self.document.meta.get("robots", ()))
        return self.is_bare + hidden + (_PLACE.search(self.document.url) is not None)

    def _named(self, names: Callable[[str], bool]) -> int:
        return 2 * any(map(names, self.titles)) + names(self.headline)

    def _gate(self) -> int:
        """Is it of a well-known maker, does the longest text lie in a box named so, or is it much alike?"""
        marks, host = "\n".join(_marks(self.tree))[:_READ], self.document.domain
        if _MAKERS.search(marks) or any(map(self._holds_text, select(self.tree, _BOXES))):
            return 2
        alike = (
            *(pattern.search(self.text) is not None for pattern in (_LOANWORDS, _CODE, _PRICES)),
            *(_WIDGETS.search(marks) is not None, bool(host) and host in self.text),
            *(len(select(self.tree, "button")) > 1, self._has(_REFRESH)),
        )
        return sum(alike) // 2

    def _holds_text(self, box: HtmlNode) -> bool:
        return bool(self.longest) and _unspaced(self.longest) in _unspaced(box.text())

    def _has(self, selector: str) -> bool:
        return first(self.tree, selector) is not None


def _marks(tree: Tree) -> Iterator[str]:
    """Names of elements, and where scripts and frames come from, or what scripts say."""
    for node in select(tree, "script,iframe,[id],[class]"):
        attributes = node.attributes
        yield from (attributes.get(name) or "" for name in ("id", "class", "src"))
        if node.tag == "script":
            yield node.text()


def _names(document: Document) -> tuple[str, tuple[str, ...]]:
    """The headline, and what may be the title: the headline if that repeats it, else all parts of the title."""
    title = _plain(document.title)
    headings = document.headings or select(document.tree, "h2,h3")[:1]
    headline = next((text for node in headings if (text := _plain(node.text()))), "")
    parts = tuple(_parts(title))
    return headline, (headline,) if headline in parts else parts


def _parts(title: str) -> Iterator[str]:
    """The title up to and after each separator, and what lies between two of them."""
    yield title
    start = 0
    for at in SEPARATOR.finditer(title):
        yield title[: at.start()]
        yield title[start : at.start()]
        start = at.end()
        yield title[start:]


def _unspaced(text: str) -> str:
    return "".join(text.split())


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())


def _is_error(name: str) -> bool:
    return _is_mostly(name, ERRORS) or _STATUS.fullmatch(name) is not None


def _is_wall(name: str) -> bool:
    return _is_mostly(name, WALLS)


def _is_mostly(name: str, words: Iterable[str]) -> bool:
    return any(word in name and len(word) >= len(name) * _SHARE for word in words)
