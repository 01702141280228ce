from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schemas.article import BlockType
from streams.extract.body import Body, Removed, extract_body
from streams.extract.document import Document
from streams.sites import SiteRule

URL = "https://soundpost.example/2024/03/ferry"
A = "The ferry to Norrholm sailed again on Monday, after eleven days in the harbour."
B = "Its engine had stopped in the middle of the sound, and fishing boats towed it back."


def body_of(
    html: str, rule: SiteRule | None = None, *, title: str | None = None, trace: bool = False
) -> Body:
    """The body of a page."""
    return extract_body(Document.parse(html, URL), rule or SiteRule(), title=title, trace=trace)


def test_a_site_rule_names_the_body_and_what_to_remove() -> None:
    """The first selector that matches counts, even where it holds little of the page; the rest is left out."""
    rule = SiteRule(host="soundpost.example", body=("#no", "span.story"), remove=(".promo-x",))
    article = f"<article><p>{B}</p><p>{B} {A}</p></article>"
    html = f"{article}<span class=story>{A}<i class=promo-x>!</i><p class=promo-x>Buy!</p></span>"
    found = body_of(html, rule)
    assert found.text == f"{A}!"
    assert found.source == "site"


def test_the_known_title_is_no_text() -> None:
    """The caller may know it better than the page."""
    assert (
        body_of(f"<article><p>The ferry is back</p><p>{A}</p></article>", title="The Ferry is back").text == A
    )


def test_a_page_of_noise_alone_is_read_leniently() -> None:
    """Where names leave nothing, names are not asked."""
    html = f"<div class=related><div>{A}</div></div><div class=share><div>{B}</div></div>"
    assert body_of(html).text == f"{A}\n{B}"


def test_captions_are_blocks_and_no_text() -> None:
    """A caption without a picture keeps its place."""
    found = body_of(f"<article><p>{A}</p><figcaption>A map</figcaption><p>{B}</p></article>")
    assert [block.type for block in found.blocks] == [
        BlockType.PARAGRAPH,
        BlockType.CAPTION,
        BlockType.PARAGRAPH,
    ]
    assert found.text == f"{A}\n{B}"
    assert found.width == len(A) + len(B)


def test_what_was_left_out_can_be_listed() -> None:
    """Elements with the rule of their names, lines with the rule that judged them, and all outside of the article."""
    html = f"<nav>Menu</nav><p>Top</p><article><p>{A}</p><p>Advertisement</p><p>{B}</p></article>"
    assert body_of(html, trace=True).removed == (
        Removed("nav", "Menu"),
        Removed("outside", "Top"),
        Removed("label", "Advertisement"),
    )
    assert body_of(html).removed == ()


def test_kept_and_left_out_stand_in_the_order_of_the_page() -> None:
    """Each line with its kind; an element that was left out unread before the line that follows it."""
    html = f"<p>Top</p><article><p>{A}</p><nav>{'Menu ' * 200}</nav><h2>On</h2><p>{B}</p></article><nav>End</nav>"
    found = body_of(html, trace=True).passages
    assert [(passage.rule, passage.text[:4], passage.kind) for passage in found] == [
        ("outside", "Top", "paragraph"),
        ("", A[:4], "paragraph"),
        ("nav", "Menu", ""),
        ("", "On", "heading"),
        ("", B[:4], "paragraph"),
        ("nav", "End", ""),
    ]
    assert len(found[2].text) == 401


def test_a_page_without_a_body_gives_an_empty_body() -> None:
    """A frameset has none."""
    assert body_of("<frameset><frame src=a.html></frameset>").blocks == ()
    assert body_of("").text == ""


SOUP = st.lists(
    st.sampled_from(
        [
            *(
                "<p>",
                "</p>",
                "<div>",
                "</div>",
                "<div class=related>",
                "<article>",
                "</article>",
                "<h1>",
                "</h1>",
                "<br>",
            ),
            *(
                "<b>",
                "</b>",
                "<a href=/x>",
                "</a>",
                "<span>",
                "</span>",
                "<figure>",
                "<figcaption>",
                "</figure>",
                "<ul>",
            ),
            *(
                "<li>",
                "</ul>",
                "<table>",
                "<tr>",
                "<td>",
                "</table>",
                "<img src=/a.jpg alt=Pier>",
                "<picture>",
                "<pre>",
            ),
            *(
                "<form>",
                "</form>",
                "<button>",
                "<noscript>",
                "<!-- x -->",
                "<script>",
                "</script>",
                "<div hidden>",
                " ",
            ),
            *(
                "<div itemprop=articleBody>",
                "<blockquote>",
                "<p class=lead>",
                "<h2>",
                "Sea",
                "© Ida",
                A,
                B,
                "渡轮。",
                "\u200b",
            ),
        ]
    ),
    max_size=60,
)


@given(SOUP)
def test_no_soup_of_tags_is_refused(soup: list[str]) -> None:
    """Whatever the HTML, each block is words on one line, but for lists, tables and code."""
    found = body_of("".join(soup), trace=True)
    lines = (BlockType.LIST, BlockType.TABLE, BlockType.CODE)
    assert all(block.text.strip() for block in found.blocks)
    assert all("\n" not in block.text for block in found.blocks if block.type not in lines)
