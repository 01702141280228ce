from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from streams.extract import octets, plain_octets

WHOLE = st.sampled_from(["a", "abcdefgh" * 9, "é", "€", "漢字", "🛳", "\0", "\x7f"]).map(str.encode)
TORN = st.one_of(st.binary(max_size=4), st.sampled_from([b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80"]))


@given(st.lists(st.one_of(WHOLE, TORN), max_size=12).map(b"".join))
def test_compiled_and_plain_take_the_same_bytes_for_utf8(body: bytes) -> None:
    """Characters of each length, torn ones, surrogates and overlong forms, at any place of a word of eight."""
    assert octets.is_utf8(body) == plain_octets.is_utf8(body)


@given(st.lists(WHOLE, max_size=40).map(b"".join))
def test_what_is_whole_is_utf8(body: bytes) -> None:
    """Also where it is longer than the pieces that it is read in."""
    assert octets.is_utf8(body * 400)
