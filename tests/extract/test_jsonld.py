from __future__ import annotations

import json

import pytest

from streams.extract.jsonld import article_node, flatten, is_article, parse_script, strings, types_of


@pytest.mark.parametrize(
    "script",
    [
        '{"headline": "Rain"}',
        '<!-- {"headline": "Rain"} -->',
        '<!--\n//<![CDATA[\n{"headline": "Rain"}\n//]]>\n-->',
        '/*<![CDATA[*/{"headline": "Rain"}/*]]>*/',
        '{"headline": "Rain",};',
        '{"headline": "\\Rain"}',
        "{&quot;headline&quot;: &quot;Rain&quot;}",
    ],
)
def test_wrapped_and_slightly_broken_scripts_are_read(script: str) -> None:
    """Comments, CDATA marks, stray commas, semicolons, escapes and escaped quotation marks do no harm."""
    assert strings_of(parse_script(script), "headline") == ["Rain"]


def strings_of(value: object, key: str) -> list[str]:
    """The texts of a property in all nodes of a value."""
    return [text for node in flatten([value]) for text in strings(node.get(key))]


def test_a_raw_line_break_in_a_string_is_read() -> None:
    """Control characters in strings are against the rules and common."""
    assert strings_of(parse_script('{"headline": "Rain\nfalls"}'), "headline") == ["Rain\nfalls"]


def test_several_objects_in_one_script_are_all_read() -> None:
    """Objects one after the other, with or without commas, are a list."""
    assert strings_of(parse_script('{"name": "a"}{"name": "b"}, {"name": "c"}'), "name") == ["a", "b", "c"]


def test_a_lone_surrogate_does_not_reach_the_record() -> None:
    """A broken escape of a character becomes one that UTF-8 can hold."""
    assert strings_of(parse_script('{"headline": "Rain \\ud800",}'), "headline") == ["Rain ?"]


def test_plain_properties_are_saved_from_a_broken_script() -> None:
    """Where quotation marks within a string break the rest, dates and types before the flaw are kept."""
    script = '{"@type": "NewsArticle", "datePublished": "2021-05-04", "headline": "He said "no" twice"}'
    assert parse_script(script) == {"@type": "NewsArticle", "datePublished": "2021-05-04"}


@pytest.mark.parametrize("script", ["", "no json", '{"a": "b" "c"}', "[" * 100_000, "x" * 1_000_001])
def test_what_cannot_be_read_is_nothing(script: str) -> None:
    """Text that is no JSON, too deep or too long, is left alone."""
    assert parse_script(script) is None or list(parse_script(script)) == []


def test_nodes_are_found_in_graphs_lists_and_main_entities() -> None:
    """A node may stand in a list, a `@graph`, or be the main entity of its page."""
    value = [
        {"@graph": [{"@type": "WebSite", "name": "Site"}]},
        {"@type": "WebPage", "mainEntity": {"@type": "NewsArticle", "headline": "Rain"}},
    ]
    assert [sorted(types_of(node)) for node in flatten([value])] == [
        ["WebSite"],
        ["WebPage"],
        ["NewsArticle"],
    ]


def test_flattening_stops_at_a_depth_and_a_number() -> None:
    """A page cannot make us walk without end."""
    deep: object = {"@type": "Thing"}
    for _ in range(50):
        deep = [deep]
    assert flatten([deep]) == ()
    assert len(flatten([[{"@type": "Thing"}] * 5000])) == 400


def test_references_by_id_are_resolved() -> None:
    """An author given by `@id` is the node of that name elsewhere on the page; an unknown one stays."""
    value = {
        "@graph": [
            {"@type": "NewsArticle", "author": [{"@id": "#ann"}], "publisher": {"@id": "#nobody"}},
            {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
        ]
    }
    article = flatten([value])[0]
    assert list(strings(article["author"])) == ["Ann Lee"]
    assert article["publisher"] == {"@id": "#nobody"}


def test_the_article_is_the_node_of_this_page() -> None:
    """Among several articles the one with the page's URL is meant, else the first of the most telling type."""
    nodes = flatten(
        [
            [
                {"@type": "WebPage", "headline": "Page"},
                {"@type": "NewsArticle", "headline": "Other", "url": "https://paper.example/b"},
                {
                    "@type": ["schema:NewsArticle"],
                    "headline": "This",
                    "mainEntityOfPage": "http://www.paper.example/a/",
                },
                {"@type": "VideoObject", "name": "Film"},
            ]
        ]
    )
    found = article_node(nodes, "https://paper.example/a?x=1")
    assert found is not None
    assert found["headline"] == "This"
    other = article_node(nodes)
    assert other is not None
    assert other["headline"] == "Other"
    assert is_article(other)
    assert not is_article(nodes[0])


def test_a_page_without_a_fitting_node_has_no_article() -> None:
    """An organisation is no article."""
    assert article_node(flatten([{"@type": "Organization"}])) is None


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("a", ["a"]),
        (["a", ["b"]], ["a", "b"]),
        ({"name": "a"}, ["a"]),
        ({"@value": "a"}, ["a"]),
        ({"other": "a"}, []),
        (7, []),
        (None, []),
        ({"name": {"name": {"name": {"name": {"name": {"name": {"name": "deep"}}}}}}}, []),
    ],
)
def test_texts_are_taken_from_any_shape(value: object, texts: list[str]) -> None:
    """A text, lists of texts and named nodes give texts; numbers, nulls and endless nesting give none."""
    assert list(strings(value)) == texts


def test_valid_json_is_read_as_it_is() -> None:
    """Nothing is mended that is not broken."""
    value = {"@type": "NewsArticle", "headline": "a,]b"}
    assert parse_script(json.dumps(value)) == value
