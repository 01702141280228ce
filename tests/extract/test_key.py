from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract import key, plain_key


@pytest.fixture(scope="module")
def native() -> ModuleType:
    """The module in Cython, where it is compiled."""
    found: ModuleType = pytest.importorskip("streams.extract._key")
    return found


@given(st.text(st.one_of(st.characters(), st.sampled_from("ab A_.-\n\xa0«İßŉΐé\u0301東กि\ud800\U0001d400"))))
def test_keys_are_the_same_in_both_forms(native: ModuleType, text: str) -> None:
    """Compiled code and plain Python fold alike, in all of Unicode, short or long."""
    assert native.fold(text) == plain_key.fold(text)
    assert native.fold(text * 100) == plain_key.fold(text * 100)


def test_every_letter_has_the_same_key_in_both_forms(native: ModuleType) -> None:
    """Each alone, between two others."""
    for code in range(0x110000):
        assert native.fold(f"a{chr(code)}b") == plain_key.fold(f"a{chr(code)}b")


def test_compiled_form_is_taken(native: ModuleType) -> None:
    """Where it is there."""
    assert key.fold is native.fold
