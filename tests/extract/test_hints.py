from __future__ import annotations

import pytest

from streams.extract.hints import Mark, hint


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("articleBody", Mark.BODY),
        ("c-article__body", Mark.BODY),
        ("entry-content wide2", Mark.BODY),
        ("post-content social-share", Mark.BODY),
        ("relatedArticles-list", Mark.NOISE),
        ("js-read_more", Mark.NOISE),
        ("article-sidebar", Mark.NOISE),
        ("cookie-banner", Mark.NOISE),
        ("read-more-on-this-topic", Mark.NOISE),
        ("more-wide", Mark.NONE),
        ("has-sidebar", Mark.NONE),
        ("no-comments", Mark.NONE),
        ("tag-social-media", Mark.NONE),
        ("a-very-long-slug-about-social-media-of-today", Mark.NONE),
        ("css-1ad3f", Mark.NONE),
        ("css-1aD3f", Mark.NONE),
        ("--", Mark.NONE),
        ("123", Mark.NONE),
        ("sr-only", Mark.HIDDEN),
        ("article__lead", Mark.LEAD),
        ("image-caption", Mark.CAPTION),
        ("photo-credit", Mark.CREDIT),
        ("content", Mark.MAIN),
        ("premium paywall", Mark.GATE),
        ("c-paywall-box", Mark.GATE),
    ],
)
def test_classes_say_what_an_element_is(name: str, mark: Mark) -> None:
    """Words of class names are read whatever joins them; the white list is asked first."""
    assert hint({"class": name}).mark is mark


def test_very_long_names_are_not_read_to_their_end() -> None:
    """What is remembered of a page must not grow with it."""
    assert hint({"class": f"{'wide ' * 500}newsletter"}).mark is Mark.NONE
    assert hint({"class": f"newsletter {'x' * 200}-gallery"}).mark is Mark.NOISE
    assert hint({"class": f"{'x' * 200}-newsletter"}).mark is Mark.NONE
    assert hint({"id": f"{'x' * 200}-newsletter"}).mark is Mark.NONE


@pytest.mark.parametrize(
    ("attributes", "rule"),
    [
        ({"itemprop": "headline articleBody"}, "itemprop:articleBody"),
        ({"itemprop": "image", "class": "newsletter"}, "class:newsletter"),
        ({"role": "navigation"}, "role:navigation"),
        ({"hidden": None}, "hidden"),
        ({"hidden": "until-found"}, ""),
        ({"hidden": "", "id": "S:1f"}, ""),
        ({"id": "comments", "class": "wide"}, "class:comments"),
        ({"id": "comments", "class": "post-body"}, "class:post-body"),
        ({"class": None}, ""),
        ({}, ""),
    ],
)
def test_other_attributes_say_it_too(attributes: dict[str, str | None], rule: str) -> None:
    """`itemprop`, role and `hidden` go before names; what React streams in is hidden only for a moment."""
    assert hint(attributes).rule == rule
