"""Decides which words of a caption say who made the picture."""

from __future__ import annotations

import re

from streams.extract.vocabulary import AGENCIES, CREDIT_LABELS, PICTURE_LABELS

_SIGN = r"(?:©|\(c\)|ⓒ|Ⓒ)"
_PICTURE = f"(?:{'|'.join(PICTURE_LABELS)})"
_LABEL = f"(?:{'|'.join((*PICTURE_LABELS, *CREDIT_LABELS))})"
_AGENCY = rf"(?<!\w)(?:{'|'.join(map(re.escape, AGENCIES))})(?!\w)"

_PICTURE_LINE = re.compile(rf"\W*?(?:{_SIGN}|{_PICTURE}\s*[:：])", re.IGNORECASE)
_LABELLED = re.compile(rf"\W*?(?:{_SIGN}\s*|{_LABEL}\s*[:：/|]\s*)(?P<credit>.+)$", re.IGNORECASE)
_AGENCY_LINE = re.compile(
    rf"\W*(?P<credit>{_AGENCY}(?:\s*[/|,–-]\s*.{{2,60}}|\s+(?:photo|images?|file|archive).{{0,60}})?)\W*$"
)
_LABELLED_END = re.compile(
    rf"[\s|/(\[–—-]*(?:{_SIGN}|\b{_LABEL}\s*[:：])\s*(?P<credit>[^©:：]{{2,100}})$", re.IGNORECASE
)
_BRACKETED_END = re.compile(r"\s*[(\[（【](?P<credit>[^()\[\]（）]{2,100})[)\]）】]\s*\.?$")
_MADE = r"(?:摄|攝|撮影)"
_NAMES_MAKER = re.compile(rf"{_AGENCY}|^\s*{_LABEL}\b|{_MADE}$", re.IGNORECASE)
_MADE_END = re.compile(rf"(?<=[。！？])\s*(?P<credit>[^。！？]{{2,20}}){_MADE}$")
_AGENCY_END = re.compile(rf"(?<=[.!?。”\"'])\s*(?P<credit>[^.!?。]{{0,60}}{_AGENCY}[^.!?。]{{0,50}})$")
_CLOSING_BRACKETS = frozenset(")]）】")
_LAST_LETTERS = 8
"""Letters at the end of a text among which its closing bracket is, if it ends with one."""
_MADE_ENDS = ("摄", "攝", "影")
_WORDS = re.compile(r"\w+")
_AGENCY_WORDS = frozenset(_WORDS.findall(agency)[0] for agency in AGENCIES)
"""The first word of each agency."""
_LONGEST_LABEL = 32
"""Letters before a colon or sign among which its label begins."""
_LONGEST_CREDIT = 110
"""Letters after a colon or sign up to which they can be a credit, with the white space before it."""
_MADE_LAST = re.compile(rf"\s*{_MADE}$")
_EDGES = " \t|/,;:–—-()[]（）【】©\xa0"
# A line without any of these need not be matched with a long pattern.
_PICTURE_SIGNS = re.compile("[:：©ⓒⒸ(]")
_SIGNS = re.compile("[:：©ⓒⒸ/|(]")
_LONGEST = 160


def is_picture_line(text: str) -> bool:
    """Is a line of the text the credit of a picture, though it stands by itself?"""
    return (
        len(text) < _LONGEST
        and _PICTURE_SIGNS.search(text) is not None
        and _PICTURE_LINE.match(text) is not None
    )


def is_credit(text: str) -> bool:
    """Does the line say no more than who made a picture?"""
    if len(text) >= _LONGEST:
        return False
    if _SIGNS.search(text) and _LABELLED.match(text):
        return True
    first = _WORDS.search(text)
    return first is not None and first[0] in _AGENCY_WORDS and _AGENCY_LINE.match(text) is not None


def split_credit(text: str) -> tuple[str, str]:
    """The caption, and the credit without its sign or label; each empty where there is none."""
    if is_credit(text):
        return "", _name(text)
    return _split_end(text)


def has_credit(text: str) -> bool:
    """Does the line say, perhaps at its end, who made a picture?"""
    return is_credit(text) or _split_end(text)[1] != ""


def _split_end(text: str) -> tuple[str, str]:
    body, tail = text[:-_LONGEST], text[-_LONGEST:]
    for credit_at_end in _ENDS:
        if found := credit_at_end(tail):
            return (body + tail[: found.start()]).rstrip(" |/–—-([（"), _name(found["credit"])
    return text, ""


def _labelled_end(tail: str) -> re.Match[str] | None:
    """As the credit holds neither colon nor ©, only the last of them can begin it."""
    if "(c)" in tail or "ⓒ" in tail or "Ⓒ" in tail:
        return _LABELLED_END.search(tail)
    last = max(tail.rfind(":"), tail.rfind("："), tail.rfind("©"))
    if last < 0 or len(tail) - last > _LONGEST_CREDIT:
        return None
    return _LABELLED_END.search(tail, max(0, last - _LONGEST_LABEL))


def _bracketed_end(tail: str) -> re.Match[str] | None:
    if _CLOSING_BRACKETS.isdisjoint(tail[-_LAST_LETTERS:]):
        return None
    found = _BRACKETED_END.search(tail)
    return found if found and _NAMES_MAKER.search(found["credit"]) else None


def _made_end(tail: str) -> re.Match[str] | None:
    return _MADE_END.search(tail) if tail.endswith(_MADE_ENDS) else None


def _agency_end(tail: str) -> re.Match[str] | None:
    """An agency is named after the last full stop, if at all."""
    start = max(tail.rfind("."), tail.rfind("!"), tail.rfind("?"), tail.rfind("。")) + 1
    if start == len(tail) or _AGENCY_WORDS.isdisjoint(_WORDS.findall(tail, start)):
        return None
    return _AGENCY_END.search(tail, start)


_ENDS = (_labelled_end, _bracketed_end, _made_end, _agency_end)


def _name(text: str) -> str:
    while found := _LABELLED.match(text):
        text = found["credit"]
    return _MADE_LAST.sub("", text.strip(_EDGES))
