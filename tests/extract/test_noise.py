from __future__ import annotations

import pytest

from streams.extract.hints import hint
from streams.extract.noise import Noise
from streams.extract.tree import Tree, first, select

TEXT = "<p>The ferry to Norrholm sailed again on Monday.</p>"


def rule_of(html: str, css: str, *, line: str = "div", site: str = "") -> str:
    """The rule that leaves out the first element of the selector."""
    tree = Tree(html)
    node = first(tree, css)
    assert tree.body is not None
    assert node is not None
    removed = {found.mem_id for found in select(tree, site)} if site else set()
    noise = Noise(tree.body, strict=True, removed=removed)
    return noise.rule(node, node.tag or "", hint(node.attributes), line)


@pytest.mark.parametrize(
    ("html", "rule"),
    [
        (f"<x class=newsletter>Read our letter</x>{TEXT}", "class:newsletter"),
        (f"<x class=newsletter>{TEXT}</x>", ""),
        (f"<x class=newsletter><h1>The ferry</h1></x>{TEXT}", ""),
        (f"<x class=newsletter><p itemprop=articleBody>It sails.</p></x>{TEXT}", ""),
        (f"<x class=paywall>Pay! <a href=/p>Here</a></x>{TEXT}", "class:paywall"),
        (f"<x class=paywall>The ferry sails.</x>{TEXT}", ""),
        (f"<x hidden>Menu</x>{TEXT}", "hidden"),
        (f"<x class=wide>Menu</x>{TEXT}", ""),
        ("<x class=newsletter>Read our letter</x>", "class:newsletter"),
    ],
)
@pytest.mark.parametrize("tag", ["div", "section"])
def test_noise_goes_unless_the_article_lies_in_it(tag: str, html: str, rule: str) -> None:
    """What holds the headline or the longest text is a wrapper, whatever its names say."""
    assert rule_of(html.replace("<x", f"<{tag}").replace("</x", f"</{tag}"), tag) == rule


def test_tags_can_be_noise_without_a_name() -> None:
    """An `aside` and a small form are; `main` never is."""
    assert rule_of(f"<aside>Menu</aside>{TEXT}", "aside") == "aside"
    assert rule_of(f"<form>Search</form>{TEXT}", "form") == "form"
    assert rule_of(f"<main class=share>Menu</main>{TEXT}", "main") == ""


def test_a_span_is_noise_only_as_a_label() -> None:
    """Within a paragraph, or with many words, a span is text."""
    label, text = "<span class=share>Share</span>", f"<span class=share>{'The ferry sails. ' * 9}</span>"
    assert rule_of(label + TEXT, "span") == "class:share"
    assert rule_of(label + TEXT, "span", line="p") == ""
    assert rule_of(text + TEXT, "span") == ""


def test_a_site_rule_goes_first() -> None:
    """What the site's rule leaves out goes even where the article lies in it."""
    assert rule_of(f"<div id=x>{TEXT}</div>", "#x", site="#x") == "site"
