from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from schemas.page import Page
from streams import sites
from streams.pipeline import process
from streams.sites import RULES, SiteRule, SiteRuleError, SiteTest, load, rule_for

CASES = [
    pytest.param(rule, test, id=f"{host}-{place}")
    for host, rule in RULES.items()
    for place, test in enumerate(rule.tests, 1)
]


def fields(test: SiteTest) -> dict[str, object]:
    """The expected fields as they come out of the test's page."""
    article = process(Page(url=test.url, body=test.html.encode(), content_type="text/html; charset=utf-8"))
    values = {name: getattr(article, name) for name in test.expect}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


@pytest.mark.parametrize(("rule", "test"), CASES)
def test_rule_keeps_its_word(rule: SiteRule, test: SiteTest) -> None:
    """Each page in a rule's file gives what the file expects."""
    assert rule_for(test.url.split("/")[2]) is rule
    assert fields(test) == dict(test.expect)


@pytest.mark.parametrize(("rule", "test"), CASES)
def test_rule_is_needed(rule: SiteRule, test: SiteTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rule the page gives something else: a rule that changes nothing is dead weight."""
    others = {host: other for host, other in RULES.items() if other is not rule}
    monkeypatch.setattr(sites, "RULES", others)
    assert fields(test) != dict(test.expect)


def test_every_rule_has_a_test() -> None:
    """A rule without a page to hold it to is not taken."""
    assert len(RULES) >= 3
    assert [host for host, rule in RULES.items() if not rule.tests] == []


def test_longest_suffix_of_the_host_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule holds for the subdomains of its host that have none of their own, and for nothing else."""
    general, special = SiteRule(host="paper.example"), SiteRule(host="sport.paper.example")
    monkeypatch.setattr(sites, "RULES", {rule.host: rule for rule in (general, special)})
    assert rule_for("paper.example") is rule_for("www2.paper.example") is general
    assert rule_for("sport.paper.example") is rule_for("live.sport.paper.example") is special
    assert rule_for("newspaper.example") == rule_for("example") == rule_for("") == SiteRule()


def test_folder_is_read_in_order_of_hosts(tmp_path: Path) -> None:
    """Every TOML file of a folder is a rule, and other files are not."""
    for name in ("b.example.toml", "a.example.toml"):
        (tmp_path / name).write_text("remove = ['.ad']", encoding="utf-8")
    (tmp_path / "notes.md").write_text("x", encoding="utf-8")
    assert list(load(tmp_path)) == ["a.example", "b.example"]
    (tmp_path / "c.example.toml").write_text("x = 1", encoding="utf-8")
    with pytest.raises(SiteRuleError, match=r"c\.example\.toml"):
        load(tmp_path)


def test_null_rule_says_nothing() -> None:
    """A site without a rule gets one whose every list is empty."""
    assert rule_for("unknown.example") == replace(SiteRule(), host="")
