from __future__ import annotations

import pytest

from streams.extract.picture_url import picture_url
from streams.extract.tree import Tree, first

BASE = "https://soundpost.example/news/ferry"


def url_of(html: str) -> str | None:
    """The address of the first picture, without the site."""
    node = first(Tree(html), "img")
    assert node is not None
    found = picture_url(node, node.attributes, BASE)
    return found and found.removeprefix("https://soundpost.example/")


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ('<img src="/a.jpg">', "a.jpg"),
        ('<img src="a.jpg">', "news/a.jpg"),
        ('<img src="data:image/gif;base64,R0" data-src="/a.jpg">', "a.jpg"),
        ('<img src="/placeholder.png" data-original="/a.jpg">', "a.jpg"),
        ('<img srcset="/s.jpg 400w, /l.jpg 1200w, /m.jpg 800w">', "l.jpg"),
        ('<img srcset="/s.jpg, /l.jpg 2x">', "l.jpg"),
        ('<img srcset="/s.jpg wide">', "s.jpg"),
        ('<img srcset=" ">', None),
        ('<picture><source srcset="/a.webp"><img></picture>', "a.webp"),
        ("<picture><source><img></picture>", None),
        ('<img><noscript><img src="/a.jpg"></noscript>', "a.jpg"),
        ('<img src="/logo.png">', None),
        ('<img src="/static/icon-share.png?v=2">', None),
        ('<img src="/logotype-museum.jpg">', "logotype-museum.jpg"),
        ('<img src="/a.jpg" width="24">', None),
        ('<img src="/a.jpg" height="1px">', None),
        ('<img src="/a.jpg" width="100%" height="0">', "a.jpg"),
        ("<img>", None),
    ],
)
def test_the_address_is_found_wherever_it_is_kept(html: str, url: str | None) -> None:
    """Lazy pictures, `srcset`, `picture` and `noscript` give their largest picture; decoration gives none."""
    assert url_of(html) == url
