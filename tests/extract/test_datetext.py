from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract.datetext import parse_date


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2020-12-15", "2020-12-15"),
        ("2020-12-15T07:59+0000", "2020-12-15T07:59:00+00:00"),
        ("2020-12-15T07:59:00Z", "2020-12-15T07:59:00+00:00"),
        ("2020-12-15T07:59:00", "2020-12-15T07:59:00"),
        ("2020-12-15 07:59:00.123 +05:30", "2020-12-15T07:59:00+05:30"),
        ("2020-5-3T9:00:00-05", "2020-05-03T09:00:00-05:00"),
        ("2020-12-15T07:59:00+99:00", "2020-12-15T07:59:00"),
        ("Tue, 15 Dec 2020 07:59:00 GMT", "2020-12-15T07:59:00+00:00"),
        ("Tue Dec 15 07:59:00 EST 2020", "2020-12-15T07:59:00-05:00"),
        ("Tue Dec 15 2020 07:59:00 GMT+0100 (CET)", "2020-12-15T07:59:00+01:00"),
        ("20201215", "2020-12-15"),
        ("20201215T075900Z", "2020-12-15T07:59:00+00:00"),
        ("1608019140", "2020-12-15T07:59:00+00:00"),
        ("1608019140000", "2020-12-15T07:59:00+00:00"),
        ("2020/12/15", "2020-12-15"),
        ("15.12.2020 | 07:59", "2020-12-15T07:59:00"),
        ("15/12/20", "2020-12-15"),
        ("15 | 12 | 2020", "2020-12-15"),
        ("10 | 11 | 12", None),
        ("07:59 GMT 15.12.2020", "2020-12-15T07:59:00+00:00"),
        ("December 15, 2020 7:59 pm EST", "2020-12-15T19:59:00-05:00"),
        ("Dec. 15th, 2020 12:05 a.m.", "2020-12-15T00:05:00"),
        ("15 December '20", "2020-12-15"),
        ("15. Dezember 2020, 7:59 Uhr", "2020-12-15T07:59:00"),
        ("15 décembre 2020 à 10h30", "2020-12-15T10:30:00"),
        ("15 de diciembre de 2020", "2020-12-15"),
        ("15 декабря 2020, 07:59 (МСК)", "2020-12-15T07:59:00+03:00"),
        ("15 Δεκεμβρίου 2020", "2020-12-15"),
        ("15 दिसंबर 2020", "2020-12-15"),
        ("١٥ ديسمبر ٢٠٢٠", "2020-12-15"),
        ("15 كانون الأول 2020", "2020-12-15"),
        ("15 ธันวาคม 2563", "2020-12-15"),
        ("15 tháng 12, 2020", "2020-12-15"),
        ("2020年12月15日 07時59分", "2020-12-15T07:59:00"),
        ("令和2年12月15日", "2020-12-15"),
        ("令和元年12月15日", "2019-12-15"),
        ("2020년 12월 15일 오후 3:20", "2020-12-15T15:20:00"),
        ("2020-13-45", None),
        ("15 Nonsense 2020", None),
        ("08:33 GMT", None),
        ("", None),
    ],
)
def test_a_text_names_a_day(text: str, value: str | None) -> None:
    """Machines' and newspapers' notations become ISO 8601, with time and offset where the text gives them."""
    assert parse_date(text) == value


@pytest.mark.parametrize(
    ("text", "month_first", "value"),
    [
        ("12/10/2020", False, "2020-10-12"),
        ("12/10/2020", True, "2020-12-10"),
        ("12/25/2020", False, "2020-12-25"),
        ("12.10.2020", True, "2020-10-12"),
    ],
)
def test_the_region_decides_on_numbers_alone(text: str, month_first: bool, value: str) -> None:
    """Slashes are read as the page's region writes them, unless only one reading is a date."""
    assert parse_date(text, month_first=month_first) == value


def test_the_language_decides_on_clashing_names() -> None:
    """`listopad` is November in Polish and October in Croatian."""
    assert parse_date("3. listopada 2020", "pl") == "2020-11-03"
    assert parse_date("3. listopada 2020", "hr") == "2020-10-03"


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Any text names a day or none."""
    value = parse_date(text)
    assert value is None or value[4] == "-"


@given(
    st.from_regex(
        r"(19|20)[0-9]{2}-[0-1][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9](\.[0-9]{1,7})?)?"
        r"([zZ]|[+-][0-2][0-9]:?[0-6][0-9])?)?",
        fullmatch=True,
        alphabet="0123456789T :.zZ+-",
    )
)
def test_what_programs_write_reads_the_same_within_a_text(text: str) -> None:
    """Values of ISO 8601 are read by a way of their own, to the same end."""
    assert parse_date(text) == parse_date(f"| {text}")
