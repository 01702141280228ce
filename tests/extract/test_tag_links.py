from __future__ import annotations

import pytest

from streams.extract.document import Document
from streams.extract.place import Place
from streams.extract.tag_links import tag_links

H1 = "<h1>Rain falls</h1>"


@pytest.mark.parametrize(
    ("html", "tags"),
    [
        (
            H1 + '<div>Tags: <a href="/tags/rain/">rain</a>, <a href="/tags/wind/">wind</a></div>',
            ["rain", "wind"],
        ),
        (
            H1 + '<ul><li><a rel="tag" href="/1">rain</a></li><li><a rel="tag" href="/2">wind</a></li></ul>',
            ["rain", "wind"],
        ),
        (
            H1 + '<ul class="article-topics"><li><a href="/1">rain</a><li><a href="/2">wind</a></ul>',
            ["rain", "wind"],
        ),
        (
            H1 + '<p>In <a rel="category tag" href="/c">news</a> on <a rel="tag" href="/1">rain</a>, '
            '<a rel="tag" href="/2">wind</a>, <a href="#c">7 comments</a></p>',
            ["rain", "wind"],
        ),
        (
            H1
            + '<p>Long words of a story that goes on about <a href="/topic/rain">rain</a> and more of it.</p>',
            [],
        ),
        (
            H1
            + "<td>It rained for a week on the hills above the town, and then for another one in the valley.<br>"
            'Tags: <a href="/tags/rain/">rain</a>, <a href="/tags/wind/">wind</a><br><a href="#c">Comments</a></td>',
            ["rain", "wind"],
        ),
        (
            H1
            + '<ul class="tags"><li><a href="/world/">World</a></li><li><a href="/tags/rain/">rain</a></li>'
            '<li><a href="/tags/wind/">wind</a></li></ul>',
            ["rain", "wind"],
        ),
        (H1 + '<nav><a href="/tags/rain/">rain</a></nav>', []),
        ('<div><a href="/tags/rain/">rain</a></div>' + H1, []),
        (H1 + '<div class="tag-cloud"><a href="/1">rain</a></div>', []),
        (H1 + "<div>" + '<a href="/tags/rain/">rain</a>' * 60 + "</div>", []),
        ("<p>x", []),
    ],
)
def test_a_row_of_tag_links(html: str, tags: list[str]) -> None:
    """Links to tag pages side by side are the tags; links in running text, menus and clouds are not."""
    document = Document.parse(html, "https://paper.example/a/b")
    assert tag_links(document.tree, Place(document, "Rain falls")) == tags
