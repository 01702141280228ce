from __future__ import annotations

import pytest

from streams.extract.tree import Tree
from streams.sites.rule import Pick, SiteRule, SiteRuleError, SiteTest


def test_empty_file_is_a_rule_that_says_nothing() -> None:
    """Every key is optional."""
    assert SiteRule.from_toml("paper.example", "") == SiteRule(host="paper.example")


def test_selectors_and_picks() -> None:
    """Body and removals are selectors, fields are picks with or without an attribute."""
    rule = SiteRule.from_toml(
        "paper.example",
        """
        body = [".story"]
        remove = [".ad", "#comments"]
        title = ["h1.head"]
        date_published = ["time.first@datetime", "time.first"]
        image = ['meta[property="og:image"]@content', 'a[href*="@"]@xlink:href']
        """,
    )
    assert rule.body == (".story",)
    assert rule.remove == (".ad", "#comments")
    assert rule.title == (Pick("h1.head"),)
    assert rule.date_published == (Pick("time.first", "datetime"), Pick("time.first"))
    assert rule.image == (Pick('meta[property="og:image"]', "content"), Pick('a[href*="@"]', "xlink:href"))


def test_tests_inside() -> None:
    """A rule carries pages and what must come out of them."""
    rule = SiteRule.from_toml(
        "paper.example",
        "[[tests]]\nurl = 'https://paper.example/'\nhtml = '<p>x'\n[tests.expect]\ntitle = 'x'",
    )
    assert rule.tests == (SiteTest("https://paper.example/", "<p>x", {"title": "x"}),)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("titel = ['h1']", r"^paper\.example\.toml: unknown key 'titel'; known are body, remove, title, "),
        ("body = ]", r"^paper\.example\.toml: .*line 1"),
        ("body = '.story'", r"^paper\.example\.toml: body: expected a list of CSS selectors$"),
        ("remove = []", r"^paper\.example\.toml: remove: expected a list"),
        (
            "title = [1]",
            r"^paper\.example\.toml: title: expected a list of CSS selectors, each with or without",
        ),
        ("remove = ['div[']", r"^paper\.example\.toml: remove: 'div\[' is not a CSS selector$"),
        ("image = ['img[@src']", r"^paper\.example\.toml: image: 'img\[' is not a CSS selector$"),
        ("tests = []", r"^paper\.example\.toml: tests: expected an array of tables"),
        ("[[tests]]\nurl = 'x'", r"^paper\.example\.toml: tests: expected url \(text\), html"),
        ("[[tests]]\nurl = 'x'\nhtml = ''\nmore = 1\n[tests.expect]\na = 1", r"tests: expected url"),
        ("[[tests]]\nurl = 'x'\nhtml = ''\n[tests.expect]", r"tests: expected url"),
    ],
)
def test_errors_name_file_and_key(source: str, message: str) -> None:
    """A slip in a file is told by file and key when the rules are loaded."""
    with pytest.raises(SiteRuleError, match=message):
        SiteRule.from_toml("paper.example", source)


def test_values_of_a_pick() -> None:
    """A pick gives texts or attributes in the page's order, folded, without empty ones."""
    tree = Tree("<p class=a title=' one '>A\n <b>b</b></p><p class=a> </p><p class=a title>C</p>")
    assert list(Pick("p.a").values(tree)) == ["A b", "C"]
    assert list(Pick("p.a", "title").values(tree)) == ["one"]
    assert list(Pick("h1").values(tree)) == []
