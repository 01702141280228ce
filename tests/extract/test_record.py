from __future__ import annotations

from schemas.article import Block, BlockType, Image
from streams.extract.body import Body
from streams.extract.document import Document
from streams.extract.record import record
from streams.sites import Pick, SiteRule

URL = "https://www.paper.example/a/b"
BODY = Body(
    blocks=(
        Block(BlockType.PARAGRAPH, "BERLIN (dpa) - It rains all day long."),
        Block(BlockType.CAPTION, "Rain"),
    ),
    images=(Image("https://paper.example/first.jpg", "Rain"),),
    source="microdata",
)


def test_what_was_found_becomes_a_record() -> None:
    """Body and fields stand together, each with its source; counts and hashes are left to the enrichment."""
    article = record(Document.parse("<title>Rain falls</title>", URL), SiteRule(), BODY)
    assert (article.url, article.domain, article.title) == (URL, "paper.example", "Rain falls")
    assert article.text == "BERLIN (dpa) - It rains all day long."
    assert article.dateline == "BERLIN (dpa)"
    assert article.image == "https://paper.example/first.jpg"
    assert article.images == BODY.images
    assert article.sources == {
        "canonical_url": "url",
        "title": "html",
        "image": "html",
        "dateline": "heuristic",
        "text": "microdata",
        "blocks": "microdata",
        "images": "microdata",
    }


def test_the_lead_image_is_one_of_the_images() -> None:
    """A stated lead image that the body does not show comes before those it shows."""
    html = '<meta property="og:image" content="/lead.jpg">'
    article = record(Document.parse(html, URL), SiteRule(), BODY)
    assert [image.url for image in article.images] == [
        "https://www.paper.example/lead.jpg",
        "https://paper.example/first.jpg",
    ]


def test_a_lead_image_that_the_body_shows_keeps_its_caption() -> None:
    """It comes first, at its stated address, also where the body shows it in another size; none is there twice."""
    html = '<meta property="og:image" content="/img/harbour-rain-1200x675.jpg?v=2">'
    first, shown = (
        Image("https://paper.example/a.jpg"),
        Image("https://paper.example/harbour-rain-640x360.jpg", "Rain"),
    )
    article = record(Document.parse(html, URL), SiteRule(), Body(images=(first, shown)))
    assert article.images == (
        Image("https://www.paper.example/img/harbour-rain-1200x675.jpg?v=2", "Rain"),
        first,
    )
    html = '<meta property="og:image" content="https://paper.example/a.jpg">'
    assert record(Document.parse(html, URL), SiteRule(), Body(images=(shown, first))).images == (first, shown)


def test_the_image_of_a_sites_rule_wins() -> None:
    """A rule's lead image is not replaced by the general one."""
    html = '<meta property="og:image" content="/lead.jpg"><img class="hero" src="/hero.jpg">'
    article = record(Document.parse(html, URL), SiteRule(image=(Pick("img.hero", "src"),)), BODY)
    assert (article.image, article.sources["image"]) == ("https://www.paper.example/hero.jpg", "site")


def test_a_subtitle_that_the_body_holds_is_none() -> None:
    """A line is not in the record twice."""
    html = "<h1>Rain falls</h1><p class='subtitle'>It rains all day long.</p>"
    assert record(Document.parse(html, URL), SiteRule(), BODY).subtitle is None
    assert record(Document.parse(html, URL), SiteRule(), Body()).subtitle == "It rains all day long."
