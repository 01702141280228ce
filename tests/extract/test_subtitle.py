from __future__ import annotations

import pytest

from streams.extract.document import Document
from streams.extract.subtitle import subtitle

H1 = "<h1>Rain falls</h1>"
LD = '<script type="application/ld+json">{"@type":"NewsArticle","alternativeHeadline":"%s"}</script>'


@pytest.mark.parametrize(
    ("html", "line"),
    [
        (H1 + "\n<h2 class='subtitle'>It will not end soon</h2>", "It will not end soon"),
        (
            H1 + "<div><i>x</i><p class='article-standfirst'>It will not end soon</p></div>",
            "It will not end soon",
        ),
        (LD % "It will not end soon", "It will not end soon"),
        (LD % "Rain falls today" + "<title>Rain falls today - Planet</title>", None),
        (LD % "Rain falls", None),
        (LD % "Short", None),
        (H1 + "<p>plain</p>", None),
        (H1 + "<p class='subtitle'>" + "long " * 200 + "</p>", None),
        (H1 + "<p>1</p><p>2</p><p>3</p><p>4</p><p class='subtitle'>It will not end soon</p>", None),
        ("", None),
    ],
)
def test_the_line_below_the_headline(html: str, line: str | None) -> None:
    """An element called subtitle that follows the headline, or the stated line, unless it repeats a title."""
    found = subtitle(Document.parse(html, "https://paper.example/a/b"), "Rain falls")
    assert (found.value if found else None) == line
