"""Decides which names of meta tags speak of which field: publishers, analytics and libraries each have their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.extract.found import Found

if TYPE_CHECKING:
    from streams.extract.document import Document

TITLE = (
    *(
        "og:title",
        "twitter:title",
        "parsely-title",
        "sailthru.title",
        "dc.title",
        "dcterms.title",
        "dc:title",
    ),
    *("citation_title", "cxenseparse:title", "cxenseparse:recs:title", "rnews:headline", "headline", "title"),
    *("article_title", "article:title", "fb_title", "hdl", "eprints.title", "bepress_citation_title"),
)
DESCRIPTION = (
    *("og:description", "description", "twitter:description", "dc.description", "dcterms.description"),
    *("dcterms.abstract", "dc:description", "sailthru.description", "abstract", "article:description"),
    *("cxenseparse:description", "excerpt", "summary", "lead"),
)
AUTHORS = (
    *("author", "article:author", "og:article:author", "article:author_name", "article:author:name"),
    *("parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "dc:creator", "dc.author"),
    *("citation_author", "byl", "byline", "authors", "article.author", "cxenseparse:author", "rnews:author"),
    *("rbauthors", "dcsext.author", "shareaholic:article_author_name", "sailthru.contentauthor", "og:author"),
    *("vr:author", "bt:author", "dable:author", "content_author", "creator", "writer"),
    *("eprints.creators_name", "books:author"),
)
PUBLISHED = (
    *("article:published_time", "og:article:published_time", "article:published", "og:published_time"),
    *(
        "datepublished",
        "date_published",
        "parsely-pub-date",
        "sailthru.date",
        "dc.date.issued",
        "dcterms.issued",
    ),
    *("dcterms.created", "dc.date.created", "dc.date.published", "cxenseparse:recs:publishtime"),
    *("cxenseparse:publishtime", "rnews:datepublished", "pubdate", "pub_date", "publishdate", "publish-date"),
    *("publish_date", "published_time", "published_date", "published-date", "publication_date", "published"),
    *(
        "publication-date",
        "article.published",
        "article_date_original",
        "originalpublicationdate",
        "release_date",
    ),
    *(
        "citation_publication_date",
        "citation_online_date",
        "citation_date",
        "article:post_date",
        "displaydate",
    ),
    *("article:create_at", "ptime"),
    *(
        "og:pubdate",
        "video:release_date",
        "article.created",
        "datecreated",
        "created",
        "creation_date",
        "pdate",
    ),
    *("og:regdate", "eprints.date", "sailthru.publish_date", "cms-publish-date"),
    *("vr:published_time", "dable:published_time"),
)
DATED = ("dc.date", "dcterms.date", "dc:date", "dcsext.articlefirstpublished", "date", "doc_date")
"""Names that do not say whether the page was written, published or changed that day."""
MODIFIED = (
    *(
        "article:modified_time",
        "og:article:modified_time",
        "article:modified",
        "datemodified",
        "date_modified",
    ),
    *("og:updated_time", "dcterms.modified", "dc.date.modified", "dc.modified", "last-modified", "lastmod"),
    *(
        "article:update_at",
        "article.updated",
        "modified_time",
        "modified",
        "modificationdate",
        "lastmodified",
    ),
    *("last_modified", "revised", "utime", "updated_time", "lastupdate", "cxenseparse:recs:modifiedtime"),
)
SECTION = (
    *("article:section", "og:article:section", "article.section", "parsely-section", "sailthru.section"),
    *("rnews:articlesection", "cxenseparse:section", "article:section_name", "section", "articlesection"),
    *("category", "article:category", "cxenseparse:recs:category", "dcsext.section", "lp.section"),
)
TAGS = ("article:tag", "og:article:tag", "article:tags", "parsely-tags", "sailthru.tags", "news_keywords")
KEYWORDS = (*TAGS, "keywords", "dc.subject", "dcterms.subject", "dc:subject", "citation_keywords", "tags")
IMAGE = (
    *("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"),
    *(
        "twitter:image0",
        "parsely-image-url",
        "sailthru.image.full",
        "thumbnail",
        "image",
        "cxenseparse:image",
    ),
)
PUBLISHER = (
    *("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "dc:publisher", "publisher"),
    *("apple-mobile-web-app-title", "citation_journal_title", "cxenseparse:site", "rnews:publisher"),
)
CONTENT_TIER = ("article:content_tier", "content_tier", "isaccessibleforfree", "is_accessible_for_free")
PAYWALL = ("paywall", "article:paywall", "has_paywall")
LANGUAGE = ("content-language", "og:locale", "language", "dc.language", "dcterms.language", "lang")

_OPENGRAPH = ("og:", "article:")


def stated(document: Document, names: tuple[str, ...]) -> list[Found[str]]:
    """The contents of the named tags, in the order of the table, then of the page."""
    found: list[Found[str]] = []
    meta = document.meta
    for name in names:
        if name in meta:
            source = "opengraph" if name.startswith(_OPENGRAPH) else "meta"
            found += [Found(content, source) for content in meta[name]]
    return found
