from __future__ import annotations

import pytest

from streams.extract.tables import table_text
from streams.extract.tree import Tree, first

ROWS = "<tr><th>From</th><th>At</th></tr><tr></tr><tr><td> Norr<b>holm</b> </td><td>7:15</td></tr>"


def text_of(html: str) -> str | None:
    """The outermost table as data."""
    table = first(Tree(html), "table")
    assert table is not None
    return table_text(table)


def test_data_is_written_row_by_row() -> None:
    """Rows are lines, cells are split by tabs, empty rows are left out."""
    assert text_of(f"<table>{ROWS}</table>") == "From\tAt\nNorr holm\t7:15"


@pytest.mark.parametrize(
    "html",
    [
        f"<table><tr><td><table>{ROWS}</table></td><td>b</td></tr><tr><td>c</td></tr></table>",
        "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
        "<table><tr><td>a</td><td>b</td></tr></table>",
        "<table><tr><td><p>a</p><p>b</p></td><td>b</td></tr><tr><td>c</td></tr></table>",
        f"<table>{ROWS}<tr><td>{'The ferry sails. ' * 20}</td><td>b</td></tr></table>",
        "<table></table>",
    ],
)
def test_a_table_that_lays_out_the_page_is_no_data(html: str) -> None:
    """Tables in tables, single rows or columns, paragraphs and long cells are layout."""
    assert text_of(html) is None
