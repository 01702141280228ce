from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.extract import plain_signs
from streams.extract.signs import ends_sentence, fold, squeeze, width
from streams.extract.text import is_prose, is_url


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  The\tferry\n sails ", "The ferry sails"),
        ("7\xa0a.m. \xa0and\xa0\xa0later", "7\xa0a.m. and later"),
        ("her\u00adring\u200b", "herring"),
        ("\u3000渡轮\u3000起航", "渡轮 起航"),
    ],
)
def test_white_space_is_folded(text: str, line: str) -> None:
    """White space of all kinds folds to a space; a no-break space between two words stays."""
    assert squeeze(text) == line


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """A line that is folded already stays as it is."""
    assert squeeze(squeeze(text)) == squeeze(text)


def test_an_ideograph_is_as_wide_as_three_letters() -> None:
    """Scripts that write a syllable or a word with one sign say more with it; Thai and Hindi letters do not."""
    assert [width(text) for text in ("ferry", "渡轮", "페리", "เรือ", "नौका", "паром")] == [5, 6, 6, 4, 4, 5]


@pytest.mark.parametrize(
    "text", ["It sails.", "«It sails!»", "起航了。", "चल पड़ी।", "هل أبحرت؟", "It sails.”)"]
)
def test_a_sentence_ends_in_every_script(text: str) -> None:
    """Closing quotation marks and brackets may follow the stop."""
    assert ends_sentence(text)


def test_a_line_of_words_without_a_stop_ends_no_sentence() -> None:
    """A headline is no sentence."""
    assert not ends_sentence("Ferry sails again")


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("The ferry to Norrholm sailed again on Monday, after eleven days.", True),
        ("The ferry sailed.", False),
        ("Ferry to Norrholm sails again after eleven days in the old harbour", False),
        ("Ferry to Norrholm and other news " * 5, True),
        ("https://soundpost.example/" + "a" * 200, False),
        ("เรือข้ามฟากไปเกาะเหนือกลับมาแล่นอีกครั้งในวันจันทร์หลังจากจอดอยู่ที่ท่าเรือนานสิบเอ็ดวัน สภาเกาะแถลงในตอนเย็น", True),
    ],
)
def test_running_text_is_told_from_labels(text: str, *, prose: bool) -> None:
    """A sentence of some width, or any line that is long, is running text; an address never is."""
    assert is_prose(text, width(text)) is prose


def test_an_address_is_one_long_word() -> None:
    """Without a space in sixty letters no language in Latin letters goes on."""
    assert is_url("https://soundpost.example/img/a.jpg")
    assert not is_url("渡轮起航了")


SIGNS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from(" \t\xa0\u200b\u00ad\u3000aß_İ\u0301漢.”)"))
)


@given(SIGNS)
def test_compiled_and_plain_say_the_same_of_a_line(text: str) -> None:
    """Signs of all scripts and planes, white space and unseen ones among them more often than by chance."""
    assert squeeze(text) == plain_signs.squeeze(text)
    assert width(text) == plain_signs.width(text)
    assert ends_sentence(text) == plain_signs.ends_sentence(text)
    assert fold(text) == plain_signs.fold(text)
