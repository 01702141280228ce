from __future__ import annotations

from streams.extract import meta_tags
from streams.extract.document import Document


def test_tags_are_read_in_the_order_of_the_table() -> None:
    """The first name of a table is the best witness; Open Graph is told apart from other tags."""
    html = (
        '<meta name="author" content="b"><meta name="byl" content="c"><meta name="twitter:title" content="t">'
    )
    document = Document.parse(html + '<meta property="og:title" content="a">', "https://paper.example/")
    assert list(meta_tags.stated(document, meta_tags.AUTHORS)) == [("b", "meta"), ("c", "meta")]
    assert list(meta_tags.stated(document, meta_tags.TITLE)) == [("a", "opengraph"), ("t", "meta")]


def test_names_are_in_lower_case_and_in_one_table_once() -> None:
    """Names are compared in lower case; a name that stands twice in a table is a slip."""
    tables = {
        name: table for name, table in vars(meta_tags).items() if isinstance(table, tuple) and name.isupper()
    }
    for name, table in tables.items():
        assert [entry.lower() for entry in table] == list(table), name
        assert len(set(table)) == len(table), name
