"""What is known of the packages that we lock: vulnerabilities, and the bill of materials."""

from __future__ import annotations

import json
from typing import Any

from scripts.vulnerabilities import verdict


def report(*found: dict[str, Any]) -> bytes:
    """What pip-audit writes; `found` are the vulnerabilities of one of two packages."""
    packages = [
        {"name": "aiohappyeyeballs", "version": "2.7.1", "vulns": []},
        {"name": "click", "version": "8.3.3", "vulns": list(found)},
    ]
    return json.dumps({"dependencies": packages, "fixes": []}).encode()


FOUND = {"id": "CVE-2099-1", "fix_versions": ["99.0"], "aliases": ["GHSA-1"], "description": "..."}


def test_a_vulnerable_package_fails_the_check() -> None:
    """With its name, the finding's, and the release to lock."""
    assert verdict(report(FOUND), "") == (True, ["click 8.3.3 has CVE-2099-1; mended in: 99.0"])
    unmended = {**FOUND, "fix_versions": []}
    assert verdict(report(unmended), "")[1] == ["click 8.3.3 has CVE-2099-1; mended in: no release yet"]


def test_where_nothing_is_known_of_any_that_is_told() -> None:
    """So that one sees that it was asked."""
    assert verdict(report(), "Nothing found\n") == (False, ["no known vulnerabilities in 2 packages"])


def test_a_database_that_is_not_reached_is_one_line_and_no_failure() -> None:
    """The cause is the last that the tool said."""
    said = (
        "Traceback (most recent call last):\n  ...\nConnectionError: api.osv.dev: Name or service not known\n"
    )
    status, lines = verdict(b"", said)
    assert status == 0
    assert lines == [
        "known vulnerabilities were not looked up: ConnectionError: api.osv.dev: Name or service not known"
    ]
