from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.compiled import is_active
from streams.extract import plain_tree, tree
from streams.extract.tags import CODES, SILENT

PAGE = """<!doctype html><html lang=en><head><title>Ferry &amp; fog</title><meta property="og:title" content=x>
<script type="application/LD+json">{"a": "</b>"}</script></head><body id=top class="wide  Dark">
<!-- moored --><p class=Lead hidden>One <b>two</b>\xa0</p>\n \n<p ITEMPROP="articleBody" data-x='' role=main>three</p>
<svg viewBox="0 0 1 1"><title>four</title><foreignObject><a xlink:href="/c">five</a></foreignObject></svg>
<x-y class="post-date not-found">six</x-y><table><tr><td>7<ul><li>8</ul><td><br><!----><br>9</table>
<a href="/tag/fog" rel="nofollow TAG">fog</a><template><p>ten</template><noscript><img src=a.jpg></noscript>
<div class=tag-consent>x</div><div id=Consent>y</div><p></p>&#xfffd;\u00e9\u6f22</body></html>"""
QUERIES = (
    *(
        "*",
        "p",
        "td, a, p",
        "a[href]",
        '[class*="DAT" i]',
        '[class*="dat"]',
        '[class~="not-found"]',
        "x-y",
        "title",
    ),
    *(
        'a[rel~="tag"]',
        "[itemprop=articleBody]",
        'a[href$="/fog"],a[href^="/tag"]',
        '[data-x=""]',
        "td ul",
        "br + br",
    ),
    *(
        "div[id*=consent i]:not([class*=tag-],[class*=topic-])",
        "script:not([src])",
        "body > p",
        "p:first-child",
    ),
)
"""What selectors here say, and two that only the parser's own know."""


def told(form: ModuleType, node: Any) -> dict[str, Any] | None:
    """All that can be asked of a node, but for the nodes beside it."""
    if node is None:
        return None
    return {
        "tag": node.tag,
        "attributes": dict(node.attributes),
        "names": list(node.attributes),
        "asked": [form.attribute(node, name) for name in ("class", "href", "data-x", "hidden")],
        "kind": (node.is_element_node, node.is_text_node, node.is_empty_text_node),
        "content": node.text_content,
        "texts": [node.text(), node.text(separator=" "), node.text(deep=False), node.text(strip=True)],
        "children": [child.tag for child in node.iter(include_text=True, skip_empty=True)],
    }


def all_told(form: ModuleType, html: str) -> list[dict[str, Any]]:
    """What a form of the tree tells of a page: each node, those beside it, selectors from it, the sheet."""
    page = form.Tree(html)
    nodes = [] if page.root is None else list(page.root.traverse(include_text=True))
    at = {node.mem_id: i for i, node in enumerate(nodes)}
    found = []
    for node in nodes:
        beside = (node.parent, node.next, node.prev, node.first_child, node.last_child)
        places = [None if other is None else at.get(other.mem_id) for other in beside]
        within = {query: [at[hit.mem_id] for hit in form.select(node, query)] for query in QUERIES}
        found.append({"node": told(form, node), "beside": places, "within": within})
    whole = {query: [at[hit.mem_id] for hit in form.select(page, query)] for query in QUERIES}
    sheet = None if page.body is None else form.Sheet(page.body, CODES, SILENT)
    return [*found, {"whole": whole, "sheet": sheet and sheet_told(sheet)}]


def sheet_told(sheet: Any) -> list[tuple[Any, ...]]:
    """What stands on a sheet."""
    rows = zip(sheet.tags, sheet.codes, sheet.ends, range(len(sheet.tags)), strict=True)
    return [
        (
            tag,
            end,
            sheet.text(i) if tag == "-text" else sheet.hint(i) if tag[:1] != "-" else "",
            sheet.node(i).tag,
        )
        for tag, code, end, i in rows
    ]


@pytest.fixture(name="compiled")
def compiled_form() -> ModuleType:
    """The compiled form; where the modules are compiled, it must be the one in use."""
    if not is_active():
        pytest.skip("the modules are not compiled here")
    assert tree.Tree is not plain_tree.Tree
    return tree


def test_the_compiled_tree_tells_what_the_plain_one_tells(compiled: ModuleType) -> None:
    """Each node of a page with all kinds of nodes, what is beside it, and what each kind of selector finds."""
    assert all_told(compiled, PAGE) == all_told(plain_tree, PAGE)


@given(st.lists(st.sampled_from(PAGE.replace("<", "\n<").split("\n")), max_size=40).map("".join))
def test_both_trees_are_alike_on_torn_pages(html: str) -> None:
    """Pieces of markup in any order."""
    assert all_told(tree, html) == all_told(plain_tree, html)


@pytest.mark.parametrize(
    "html", ["", "<frameset><frame></frameset>", "\xe9", "<p>" * 2000, "<svg><p>a</svg>"]
)
def test_both_trees_are_alike_on_odd_pages(html: str) -> None:
    """Nothing, frames, a bare text, very deep nesting."""
    assert all_told(tree, html)[-1] == all_told(plain_tree, html)[-1]


def test_nodes_outlive_the_variable_that_held_their_tree() -> None:
    """A node keeps the page's memory."""
    node = tree.first(tree.Tree("<p class=a>One</p>"), "p")
    assert node is not None
    assert (node.text(), node.attributes, node.parent is not None) == ("One", {"class": "a"}, True)


def test_at_most_so_many_elements_are_selected() -> None:
    """In the page's order, each once though two selectors fit it."""
    page = tree.Tree("<p class=a>1<p class=a>2<p>3")
    assert [node.text() for node in tree.select(page, "p,[class=a]", 2)] == ["1", "2"]
    assert tree.first(page, "h1") is None
