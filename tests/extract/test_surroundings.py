from __future__ import annotations

import pytest

from streams.extract.document import Document
from streams.extract.surroundings import is_elsewhere, names_of
from streams.extract.tree import first

URL = "https://paper.example/a/b"


@pytest.mark.parametrize(
    ("html", "answer"),
    [
        ("<nav><i>x</i></nav>", True),
        ("<div class='related-stories'><i>x</i></div>", True),
        ("<header><i>x</i></header>", True),
        ("<header><h1>Rain</h1><i>x</i></header>", False),
        ("<article><header><i>x</i></header></article>", False),
        ("<article><footer><i>x</i></footer></article>", False),
        ("<footer><i>x</i></footer>", True),
        ("<footer class='entry-footer'><i>x</i></footer>", False),
        ("<div>" * 20 + "<i>x</i>", False),
        ("<i>x</i>", False),
    ],
)
def test_what_surrounds_an_article_is_elsewhere(html: str, answer: bool) -> None:
    """Menus, teasers and a site's header are not the article's; its own header and footer are."""
    node = first(Document.parse(html, URL).tree, "i")
    assert node is not None
    assert is_elsewhere(node) is answer


def test_names_are_class_and_id() -> None:
    """Both say what an element is; case does not matter."""
    node = first(Document.parse("<p class='A B' id='C'>", URL).tree, "p")
    assert node is not None
    assert names_of(node) == "a b c"
