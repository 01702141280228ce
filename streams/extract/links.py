"""Decides which URL names the article, and which links of a page are worth keeping."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from streams.extract.found import Found

if TYPE_CHECKING:
    from streams.extract.document import Document

TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "at_", "wt_", "ns_", "oly_", "vero_", "__twitter_")
TRACKING_PARAMETERS = frozenset(
    {
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid"),
        *("ttclid", "li_fat_id", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "_ga"),
        *("_gl", "_openstat", "cmpid", "icid", "ncid", "ocid", "smid", "smtyp", "s_cid", "sr_share", "rss"),
        *("xtor", "wtmc", "ito", "cmp", "campaign_id", "trk", "guccounter", "guce_referrer", "rdt_cid"),
        *("guce_referrer_sig", "__source", "spm", "share_source", "amp_js_v", "ref_src", "ref_url", "taid"),
    }
)
DEFAULT_PORTS = {"http": 80, "https": 443}

_CONTROLS = re.compile(r"[\x00-\x20\x7f]+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# What joining does to these is plain, and joining takes twenty times as long.
_WHOLE = re.compile(r"https?://[a-zA-Z0-9][a-zA-Z0-9.-]*(?:/[^?#;]*)?(?:\?[^#]+)?(?:#.+)?")
_ROOTED = re.compile(r"(?:/[^/.?#;][^/?#;]*)+/?(?:\?[^#]+)?(?:#.+)?")


# Several fields ask for the parts of the page's own URLs.
@lru_cache(maxsize=64)
def split_url(url: str) -> SplitResult | None:
    """The parts of an absolute http(s) URL, or None for anything else, malformed ones included."""
    try:
        parts = urlsplit(url)
        valid = parts.scheme in DEFAULT_PORTS and parts.hostname and (parts.port or True)
    except ValueError:
        return None
    return parts if valid else None


def absolute(base: str, href: str | None) -> str | None:
    """The absolute http(s) URL of a link on the page `base`; None for `#top`, `mailto:`, `data:` and the like."""
    target = (href or "").strip()
    if not target or target[0] == "#" or (_SCHEME.match(target) and target[:4].lower() != "http"):
        return None
    target = _CONTROLS.sub("%20", target)
    if _WHOLE.fullmatch(target):
        return target
    if _ROOTED.fullmatch(target):
        return origin + target if (origin := _origin(base)) else None
    try:
        joined = urljoin(base, target)
    except ValueError:
        return None
    return joined if split_url(joined) else None


@lru_cache(maxsize=1)
def _origin(url: str) -> str:
    """Scheme and host of a URL; empty where it is none. The links of a page have the same base."""
    parts = split_url(url)
    return f"{parts.scheme}://{parts.netloc}" if parts else ""


def host_of(url: str) -> str:
    """Host of a URL in lower case, without a leading `www.`; empty when it has none."""
    parts = split_url(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def path_of(url: str) -> str:
    """Path of a URL without the slashes around it; empty for a site's root and for what is no URL."""
    parts = split_url(url)
    return parts.path.strip("/") if parts else ""


def normalise(url: str) -> str:
    """The URL with lower-case scheme and host, without default port, fragment and tracking parameters."""
    parts = split_url(url)
    if parts is None:
        return url
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair))
    return urlunsplit((parts.scheme, host + port, parts.path or "/", query, ""))


def canonical_url(document: Document) -> Found[str]:
    """The article's own URL: what the page declares, or its own URL where that is nothing usable."""
    for source, href in declared_urls(document):
        url = absolute(document.base, href)
        if url and not _names_another_page(url, document.url):
            return Found(normalise(url), source)
    return Found(normalise(document.url), "url")


def declared_urls(document: Document) -> Iterator[tuple[str, str | None]]:
    """Every URL that the page declares as its own, with its source."""
    yield from (("html", href) for href in document.rel.get("canonical", ()))
    yield from (("opengraph", url) for url in document.meta.get("og:url", ()))
    for source, node in document.articles:
        url = node.get("url")
        yield source, url if isinstance(url, str) else None


def _names_another_page(url: str, page_url: str) -> bool:
    """A home page is not the canonical form of a page below it: the template forgot to fill in the path."""
    declared = split_url(url)
    return path_of(url) == "" and path_of(page_url) != "" and not (declared and declared.query)


def _is_tracking(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)
