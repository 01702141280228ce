from __future__ import annotations

import pytest

from streams.setting_values import NAME, SERVERS, Invalid, as_text, at_least, one_of


@pytest.mark.parametrize("text", ["-1", "+1", "1.0", "", "٣", "1" * 19])
def test_a_whole_number_has_nothing_but_digits(text: str) -> None:
    """Signs, fractions, foreign digits and absurd lengths are refused."""
    with pytest.raises(Invalid):
        at_least(0).read(text)


def test_a_word_is_read_in_any_case() -> None:
    """It comes out as it stands in the list."""
    assert one_of("PLAIN", "SSL").read("ssl") == "SSL"


@pytest.mark.parametrize("text", [".", "..", "a/b", "ä", "a" * 250])
def test_a_name_is_one_that_kafka_accepts(text: str) -> None:
    """Kafka would refuse these as topics."""
    with pytest.raises(Invalid):
        NAME.read(text)


@pytest.mark.parametrize("text", [",", "a:0", "a:b", "a b", "http://a"])
def test_an_address_is_a_host_and_a_port(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(Invalid):
        SERVERS.read(text)


def test_an_address_with_a_password_is_marked_as_secret() -> None:
    """So that the error does not repeat it."""
    with pytest.raises(Invalid) as refusal:
        SERVERS.read("user:password@host:1")
    assert refusal.value.secret


def test_values_are_written_as_in_the_environment() -> None:
    """Numbers without needless digits, lists with commas, nothing as nothing."""
    assert [as_text(value) for value in (None, ("a", "b"), 30.0, 0.25, 7)] == ["", "a,b", "30", "0.25", "7"]
