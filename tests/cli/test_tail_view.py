from __future__ import annotations

import json

import pytest
from rich.cells import cell_len

from streams.cli.tail_view import json_line, line, tabs
from streams.outcome import Kind
from streams.tail.seen import Seen

ARTICLE = Seen(
    kind=Kind.ARTICLE,
    timestamp=1_762_000_000_123,
    place=("articles", 1, 7),
    source=("pages.raw", "3", "1204"),
    url="https://www.news.example/a",
    detail="港の評議会が新しい橋を承認 " * 20,
    words=412,
    quality=0.914,
    others={"ce_id": "pages.raw/3/1204@1"},
    article=b'{"title":"x", "a":1}',
)
DEAD = Seen(
    kind=Kind.DEAD,
    timestamp=1_762_000_000_123,
    place=("pages.dlq", 0, 0),
    source=("", "", ""),
    url="http://[",
    reason="bug",
    detail="\x1b[2Jgone\r\n\u202eback\tnext",
    others={},
)


@pytest.mark.parametrize("width", [20, 40, 79, 80, 120, 200])
@pytest.mark.parametrize("seen", [ARTICLE, DEAD], ids=lambda seen: seen.kind)
def test_a_line_fits_its_terminal(seen: Seen, width: int) -> None:
    """Wide letters count twice."""
    assert cell_len(line(seen, width).plain) <= width


def test_a_wide_terminal_shows_all() -> None:
    """Numbers and source are at the end, in their colours."""
    shown = line(ARTICLE, 120)
    assert shown.plain.startswith("12:26:40 article news.example ")
    assert shown.plain.endswith(" 412w 0.91   pages.raw/3:1204")
    assert "green" in {str(span.style) for span in shown.spans}


def test_a_page_cannot_steer_the_terminal() -> None:
    """Nor break the line or its columns."""
    columns = tabs(DEAD).split("\t")
    assert columns == [
        "2025-11-01T12:26:40Z",
        "dead",
        "bug",
        "",
        "[2Jgone back next",
        "",
        "",
        "/:",
        "http://[",
    ]
    assert "\x1b" not in line(DEAD, 120).plain


def test_a_program_gets_all_that_is_known() -> None:
    """The article byte for byte."""
    raw = json_line(ARTICLE)
    told = json.loads(raw)
    assert b'"article":{"title":"x", "a":1}' in raw
    assert told["time"] == "2025-11-01T12:26:40.123Z"
    assert told["source"] == {"topic": "pages.raw", "partition": 3, "offset": 1204}
    assert (told["title"], told["detail"], told["reason"]) == (ARTICLE.detail, None, None)
    assert json.loads(json_line(DEAD))["source"] == {"topic": "", "partition": None, "offset": None}
