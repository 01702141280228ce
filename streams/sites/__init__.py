"""Decides which site rule holds for a host: one `<host>.toml` a site, read once, the longest suffix wins."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from streams.sites.rule import Pick, SiteRule, SiteRuleError, SiteTest

__all__ = ["RULES", "Pick", "SiteRule", "SiteRuleError", "SiteTest", "load", "rule_for"]

_NO_RULE = SiteRule()


def load(folder: Traversable) -> Mapping[str, SiteRule]:
    """The rules of a folder by host; `SiteRuleError` on the first file that is not in order."""
    named = (
        (file.name.removesuffix(".toml"), file) for file in folder.iterdir() if file.name.endswith(".toml")
    )
    rules = {host: SiteRule.from_toml(host, file.read_text(encoding="utf-8")) for host, file in sorted(named)}
    return MappingProxyType(rules)


RULES = load(files(__name__))
"""Every rule that comes with the package, by host."""


def rule_for(domain: str) -> SiteRule:
    """The rule for a host in lower case; one that says nothing where the site has none.

    `edition.paper.example` is asked for first, then `paper.example`, then `example`.
    """
    labels = domain.split(".")
    suffixes = (".".join(labels[i:]) for i in range(len(labels)))
    return next((RULES[suffix] for suffix in suffixes if suffix in RULES), _NO_RULE)
