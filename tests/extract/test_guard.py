from __future__ import annotations

import pytest

from schemas.limits import Limits
from schemas.rejection import Reason, Unprocessable
from streams.extract.guard import check_nesting, nesting

LIMITS = Limits()
FILLER = '<div class="card"><p>A line of <b>words</b> and a <a href="/x">link</a>.<br></p></div>\n'


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 12_000,
        "<DIV>" * 12_000,
        "<span>x" * 12_000,
        "<b>x" * 12_000,
        "".join(f'<font color="{i}"><p>x' for i in range(12_000)),
        "<a href=x><div>x" * 12_000,
        "<i><div>x</i>" * 12_000,
        "<ul><li>x" * 12_000,
        "<table><tr><td>" * 12_000,
        "<button>x" * 12_000,
        "<select>" * 12_000,
        "<svg><g>" * 12_000,
        "<math><mrow>" * 12_000,
        "<x-y>" * 12_000,
        "<div>" * 12_000 + "</div>" * 12_000,
        "<select>" + "<option>x</option>" * 11_000,
        "<select>" + "<OPTION>x" * 11_000,
    ],
)
@pytest.mark.parametrize("around", [0, 4000])
def test_bombs_are_refused(bomb: str, around: int) -> None:
    """Elements nested far over the limit are found alone and in the middle of a long page."""
    with pytest.raises(Unprocessable) as caught:
        check_nesting((FILLER * around + bomb + FILLER * around).encode(), LIMITS)
    assert caught.value.reason is Reason.TOO_DEEP


@pytest.mark.parametrize(
    "html",
    [
        "",
        "words",
        FILLER * 20_000,
        "<p>x" * 20_000,
        "<li>x" * 20_000,
        "<a href=x>x" * 20_000,
        "<img src=x><br>" * 20_000,
        "<tr><td>x" * 20_000,
        "<!--" + "<div>" * 20_000 + "-->",
        "<!--" + "<div>" * 20_000,
        "<script>" + "a<b;" * 20_000 + "</script>",
        "<style>" + "<div>" * 20_000,
        "</div>" * 20_000,
        "<" * 20_000,
        "<div>" * 1500 + "x" * 100_000 + "</div>" * 1500,
        "<select>" + "<option>x</option>" * 3000 + "</select>",
        ("<div><b><span></div></b>" * 20_000),
        "<div><!----></div>" * 20_000,
        "<script>" + r'"<p><\/p>",' * 20_000 + "</script>",
    ],
)
def test_flat_pages_pass(html: str) -> None:
    """Long pages pass, as does what is no element: comments, scripts, stray brackets."""
    check_nesting(html.encode(), LIMITS)


@pytest.mark.parametrize(
    ("html", "depth"),
    [
        ("<div><span></span></div><div></div>", 2),
        ("<div><span><span></div><span>", 3),
        ("<div></span></b></div>", 1),
        ("<b><div></b></div><i>", 2),
        ("<b><div></div><div>", 2),
        ("<br><img><p><li>", 0),
    ],
)
def test_depth(html: str, depth: int) -> None:
    """An element ends with the one around it; a formatting element stays until it is closed by name."""
    assert nesting(html.encode(), 100) == depth


def test_limit_is_a_setting() -> None:
    """The limit given is the one that holds."""
    check_nesting(b"<div>" * 30, Limits(nesting=30))
    with pytest.raises(Unprocessable, match="over 30 deep"):
        check_nesting(b"<div>" * 31, Limits(nesting=30))
