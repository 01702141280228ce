from __future__ import annotations

import socket

import pytest

from streams.settings import Settings
from streams.status.door import CLOSED, Door, closed

TOKEN = "a-token-of-16-signs"
OURS = {"Host": "127.0.0.1:6066", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    ("bind", "page", "token", "is_shown"),
    [
        ("127.0.0.1", "auto", None, True),
        ("::1", "auto", None, True),
        ("localhost", "auto", None, True),
        ("0.0.0.0", "auto", None, False),  # noqa: S104 - that it is refused is the point
        ("10.1.2.3", "auto", None, False),
        ("worker.example", "auto", None, False),
        ("0.0.0.0", "auto", TOKEN, True),  # noqa: S104
        ("0.0.0.0", "on", None, True),  # noqa: S104
        ("127.0.0.1", "off", TOKEN, False),
    ],
)
def test_where_the_page_is_shown(bind: str, page: str, token: str | None, is_shown: bool) -> None:
    """On this machine, or to those who know the token, or where somebody has said so."""
    settings = Settings(web_bind=bind, status_page=page, status_token=token)
    assert (closed(settings) == "") is is_shown


def test_why_it_is_not_shown_names_what_to_set() -> None:
    """One line."""
    settings = Settings(web_bind="0.0.0.0")  # noqa: S104
    assert closed(settings) == CLOSED
    assert "STREAMS_STATUS_TOKEN" in CLOSED


@pytest.mark.parametrize(
    "host", ["127.0.0.1:6066", "[::1]:6066", "localhost", "10.0.0.7:80", socket.gethostname()]
)
def test_a_name_that_cannot_be_given_away_is_ours(host: str) -> None:
    """An address, localhost, or the machine's own."""
    assert Door(None).refusal("GET", {"Host": host}) == ""


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:6066", "127.0.0.1.evil.example", "localhost.evil.example", "[", ""]
)
def test_a_name_that_somebody_gave_to_our_address_is_refused(host: str) -> None:
    """A page of that host is of the same origin for a browser, and could read all. With a token it lacks the cookie."""
    assert Door(None).refusal("GET", {"Host": host})
    assert not Door(TOKEN).refusal("GET", {"Host": host})


@pytest.mark.parametrize(
    ("headers", "is_served"),
    [
        (OURS, True),
        ({"Host": "10.0.0.7:6066", "Origin": "http://10.0.0.7:6066"}, True),
        ({**OURS, "Sec-Fetch-Site": "same-site"}, False),
        ({**OURS, "Sec-Fetch-Site": "cross-site"}, False),
        ({**OURS, "Sec-Fetch-Site": "none"}, False),
        ({"Host": "127.0.0.1:6066", "Origin": "http://127.0.0.1:8080"}, False),
        ({"Host": "127.0.0.1:6066", "Origin": "null"}, False),
        ({"Host": "127.0.0.1:6066", "Origin": "http://["}, False),
        ({"Host": "127.0.0.1:6066"}, False),
    ],
)
@pytest.mark.parametrize("token", [None, TOKEN])
def test_only_the_page_itself_may_post(headers: dict[str, str], is_served: bool, token: str | None) -> None:
    """Another page in the same browser cannot drive it, not even one of another port of this machine."""
    assert (Door(token).refusal("POST", headers) == "") is is_served


def test_another_page_may_lead_here_but_not_read() -> None:
    """A link in a wiki is of use; an answer in another page's hands is not."""
    linked = {**OURS, "Sec-Fetch-Site": "cross-site"}
    assert Door(None).refusal("GET", {**linked, "Sec-Fetch-Mode": "no-cors"})
    assert not Door(None).refusal("GET", {**linked, "Sec-Fetch-Mode": "navigate"})


def test_who_knows_the_token_gets_a_pass() -> None:
    """Which does not hold the token; neither passes for the other."""
    door = Door(TOKEN)
    shown = door.admits(TOKEN)
    assert shown
    assert TOKEN not in shown
    assert door.knows(shown, "")
    assert door.knows("", f"Bearer {TOKEN}")
    assert door.admits("a-token-of-16-signz") is None
    assert not door.knows(TOKEN, "")
    assert not door.knows("", f"Bearer {shown}")
    assert not door.knows("", "")
    assert not door.knows("\u00e9", "Bearer \udcff")


def test_without_a_token_everybody_is_known() -> None:
    """And nobody is admitted by one."""
    assert Door(None).knows("", "")
    assert Door(None).admits("") is None
