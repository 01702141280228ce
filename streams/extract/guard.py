"""Decides whether a page can be parsed in reasonable time: nesting is estimated before the parser sees it.

Lexbor's cost grows with the square of the depth of open elements and of the options in a select, and with the
cube of unclosed formatting elements. The estimate only has to stop such pages; what slips through
meets the deadline for page work.
"""

from __future__ import annotations

import re
from collections import Counter

from schemas.limits import Limits
from schemas.rejection import Reason, Unprocessable

_SAMPLE = 512
_SAMPLES = 8
_STRIDE = 64 * _SAMPLE
_BLOCK = 8 * 1024
_OPTIONS_PER_LEVEL = 5
_OPTION = re.compile(b"<option", re.IGNORECASE)

# Elements that never hold others, or that the parser closes by itself at the next of their kind.
_FLAT = frozenset(
    b"a area base br col embed frame hr img input link meta param source track wbr "
    b"body colgroup dd dt head html li nobr optgroup option p rb rp rt rtc tbody td tfoot th thead tr".split()
)
# Elements that are opened again in the next block until they are closed by name:
# https://html.spec.whatwg.org/multipage/parsing.html#the-list-of-active-formatting-elements
_FORMATTING = frozenset(b"b big code em font i s small strike strong tt u".split())

# In a page, and in a string of a script.
_END_TAGS = (b"</", b"<\\/")

_TAG = re.compile(
    rb"<!--.*?(?:-->|\Z)"
    rb"|<(script|style|textarea|title|noscript|iframe|xmp|noembed|noframes)\b.*?(?:</\1\b|\Z)"
    rb"|<(/?)([a-z][^\s/>]*)",
    re.IGNORECASE | re.DOTALL,
)


def check_nesting(html: bytes, limits: Limits) -> None:
    """Raises `Unprocessable(TOO_DEEP)` for a page whose open elements nest deeper than the limit.

    Nearly every page is passed after a look at a small part of it, far cheaper than parsing; a page that is
    let through although it is somewhat over the limit does no harm.
    """
    if _may_exceed(html, limits.nesting) and nesting(html, limits.nesting) > limits.nesting:
        raise Unprocessable(Reason.TOO_DEEP, f"open elements nest over {limits.nesting} deep")
    options = limits.nesting * _OPTIONS_PER_LEVEL
    if _may_hold(html, options) and len(_OPTION.findall(html)) > options:
        raise Unprocessable(Reason.TOO_DEEP, f"over {options} options")


def nesting(html: bytes, enough: int) -> int:
    """Estimated depth of the deepest element; counting ends at the first that is deeper than `enough`."""
    stack: list[bytes] = []
    open_names: Counter[bytes] = Counter()
    deepest = formatting = 0
    for match in _TAG.finditer(html):
        name = (match[3] or b"br").lower()
        if name in _FLAT:
            continue
        if not match[2]:
            open_names[name] += 1
            if name in _FORMATTING:
                formatting += 1
            else:
                stack.append(name)
            deepest = max(deepest, len(stack) + formatting)
            if deepest > enough:
                break
        elif open_names[name]:
            if name in _FORMATTING:
                formatting -= 1
                open_names[name] -= 1
            else:
                _close(name, stack, open_names)
    return deepest


def _close(name: bytes, stack: list[bytes], open_names: Counter[bytes]) -> None:
    """Takes the element and all that was left open within it off the stack."""
    while True:
        innermost = stack.pop()
        open_names[innermost] -= 1
        if innermost == name:
            return


def _may_exceed(html: bytes, limit: int) -> bool:
    """False where brackets alone show that no element lies that deep: in small parts of it, larger ones, all."""
    stride = max(_SAMPLE, min(_STRIDE, len(html) // _SAMPLES))
    enough = limit * 4 // 5
    return (
        _opened(html, stride, _SAMPLE) > enough
        and _opened(html, stride, min(stride, _BLOCK)) > enough
        and _opened(html, _BLOCK, _BLOCK) > limit
    )


def _opened(html: bytes, stride: int, size: int) -> int:
    """Most tags that are open at any place, void elements included, from one piece of the page every stride."""
    most = depth = 0
    for start in range(0, len(html), stride):
        end = start + size
        closed = sum(html.count(sign, start, end) for sign in _END_TAGS)
        opened = html.count(b"<", start, end) - html.count(b"<!", start, end) - closed
        depth = max(0, depth + opened - closed)
        most = max(most, depth)
    return most * stride // size


def _may_hold(html: bytes, options: int) -> bool:
    """Whether an option lies at one of the places of which so many options would have to cover one."""
    stride = options * len(b"<option>")
    return any(_OPTION.search(html, start, start + _SAMPLE) for start in range(0, len(html), stride))
