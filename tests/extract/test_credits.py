from __future__ import annotations

import pytest

from streams.extract.credits import has_credit, is_credit, is_picture_line, split_credit


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("© Sound Post / Ida Holm", "", "Sound Post / Ida Holm"),
        ("(c) Sound Post", "", "Sound Post"),
        ("Photo: © Ida Holm", "", "Ida Holm"),
        ("Foto: dpa", "", "dpa"),
        ("REUTERS / IDA HOLM", "", "REUTERS / IDA HOLM"),
        ("AP Photo/Ida Holm", "", "AP Photo/Ida Holm"),
        ("The pier at dawn. Photograph: Ida Holm", "The pier at dawn.", "Ida Holm"),
        ("The pier at dawn © Ida Holm", "The pier at dawn", "Ida Holm"),
        ("The pier at dawn (c) Ida Holm", "The pier at dawn", "Ida Holm"),
        ("The pier at dawn (Ida Holm/Getty Images)", "The pier at dawn", "Ida Holm/Getty Images"),
        ("The pier at dawn (left)", "The pier at dawn (left)", ""),
        (
            "The pier at dawn. Ida Holm/AFP via Getty Images",
            "The pier at dawn.",
            "Ida Holm/AFP via Getty Images",
        ),
        ("老码头的清晨。本报记者 周望舒 摄", "老码头的清晨。", "本报记者 周望舒"),
        ("The pier at dawn", "The pier at dawn", ""),
        ("The pier. " * 120, "The pier. " * 120, ""),
    ],
)
def test_a_caption_is_parted_from_its_credit(text: str, caption: str, credit: str) -> None:
    """Signs, labels in many languages, brackets and agencies show where the credit begins."""
    assert split_credit(text) == (caption, credit)


def test_a_credit_may_be_all_of_a_line_or_its_end() -> None:
    """Both tell that the line is about a picture."""
    assert has_credit("© Ida Holm")
    assert has_credit("The pier at dawn. Photo: Ida Holm")
    assert not has_credit("The pier at dawn: grey and still")
    assert not has_credit(f"A note: {'the ferry sails again ' * 6}")


def test_a_sentence_about_an_agency_is_no_credit() -> None:
    """Only a line that says nothing else is one."""
    assert not is_credit("Reuters was the first to report that the ferry sailed again.")


def test_a_line_of_the_text_is_a_credit_only_with_a_sign_of_pictures() -> None:
    """`Source:` may begin a paragraph, `Photo:` does not."""
    assert is_picture_line("Photo: Ida Holm")
    assert is_picture_line("© Ida Holm")
    assert not is_picture_line("Source: the harbour office")
    assert not is_picture_line("Instagram")
