from __future__ import annotations

import pytest

from streams.extract.dates import Window
from streams.extract.url_dates import date_in_url, month_in_url


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2020/12/15/rain", "2020-12-15"),
        ("/2020/dec/15/rain", "2020-12-15"),
        ("/us/202012151081463006-rain/", "2020-12-15"),
        ("/rain-2020-12-15.html", "2020-12-15"),
        ("/rain-20201215", "2020-12-15"),
        ("/news/15-12-2020-rain", "2020-12-15"),
        ("/news/05-12-2020", "2020-12-05"),
        ("/news/32-12-2020", None),
        ("/2020/13/45/rain", None),
        ("/story/123456789012", None),
        ("/1960/12/15/rain", None),
    ],
)
def test_a_url_may_name_the_day(path: str, day: str | None) -> None:
    """Folders and stamps in a URL give a date without a time."""
    assert date_in_url(f"https://paper.example{path}", Window()) == day


def test_an_archive_does_not_date_what_it_keeps() -> None:
    """Of a URL within a URL the inner one speaks."""
    url = "https://archive.example/web/20201215000000/https://paper.example/2019/01/02/rain"
    assert date_in_url(url, Window()) == "2019-01-02"


@pytest.mark.parametrize(
    ("path", "month"),
    [("/2020/12/rain", "2020-12-"), ("/2020/12", None), ("/2020/13/rain", None), ("/x/12/rain", None)],
)
def test_a_url_may_name_the_month(path: str, month: str | None) -> None:
    """Two folders name a month, in the form in which its days begin."""
    assert month_in_url(f"https://paper.example{path}") == month
