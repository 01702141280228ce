from __future__ import annotations

import pytest

from streams.extract.document import Document
from streams.extract.place import Place
from streams.extract.tree import select

URL = "https://paper.example/a/b"


def place(html: str, title: str | None = "Rain falls") -> Place:
    """The neighbourhood of a page's headline."""
    return Place(Document.parse(html, URL), title)


@pytest.mark.parametrize(
    ("html", "tag"),
    [
        ("<h1>Planet</h1><h1>Rain falls</h1>", "h1"),
        ("<h2>Rain falls</h2>", "h2"),
        ("<table><tr><td>Rain falls</td></tr></table>", "td"),
        ("<h1>Rain falls - all day long and all night</h1>", "h1"),
        ("<p>Rain falls on and on</p>", None),
        ("", None),
    ],
)
def test_the_headline_is_found_by_its_words(html: str, tag: str | None) -> None:
    """A heading that shows the title, else any element with just these words."""
    headline = place(html).headline
    assert (headline.tag if headline is not None else None) == tag


def test_without_a_title_there_is_no_headline() -> None:
    """Nothing is near a headline that is not known; an article then marks what counts."""
    nowhere = place("<article><p>a</p></article><p>b</p>", None)
    assert (nowhere.headline, nowhere.near, nowhere.lines) == (None, [], [])
    tree = Document.parse("<article><p>a</p></article><p>b</p>", URL).tree
    assert [nowhere.follows(node) for node in select(tree, "p")] == [True, False]


def test_near_is_what_follows_and_what_stands_right_before() -> None:
    """Short boxes right before the headline in its own box count; a page's top does not."""
    html = (
        "<p>top</p><div><p>long " + "words " * 60 + "</p><b>before</b><h1>Rain falls</h1><i>after</i></div>"
    )
    assert [node.text() for node in place(html).near] == ["after", "before"]
    assert place(html).lines == ["after", "before"]
    assert place("<table><td><i>before</i><br><font><b>Rain falls</b></font></td></table>").lines == [
        "before"
    ]
    assert place("<p>top</p><h1>Rain falls</h1>").lines == []
    assert place("<p>top</p><div><h1>Rain falls</h1></div>").lines == []


def test_an_articles_own_frame_is_near_its_headline() -> None:
    """What precedes the headline in the same `header` or `article` is near, what precedes that is only above."""
    html = "<i>top</i><header><p><u>date</u></p><div><h1>Rain falls</h1></div></header>"
    assert [node.tag for node in place(html).near] == ["p", "u", "div"]
    assert [node.tag for node in place(html).above] == ["body", "i", "header", "p", "u", "div"]
    assert place("<div>" * 20 + "<h1>Rain falls</h1>").near == []


def test_lines_end_at_the_first_long_text() -> None:
    """What stands behind the first paragraph is not by the headline; scripts and menus are not read."""
    html = (
        "<h1>Rain falls</h1><script>x</script><nav>menu</nav><p>one <i>two</i></p>loose"
        f"<p>{'words ' * 60}</p><p>late</p>"
    )
    assert place(html).lines == ["one", "two", "loose"]


def test_lines_are_read_up_to_a_number() -> None:
    """A page of short lines cannot make us read on without end."""
    assert len(place("<h1>Rain falls</h1>" + "<p>x</p>" * 500).lines) == 30
