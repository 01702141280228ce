from __future__ import annotations

import codecs

import pytest

from streams.extract.charsets import _LABELS, codec_of


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF8", "utf-8"),
        (" iso-8859-1\n", "cp1252"),
        ("ISO-8859-9", "cp1254"),
        ("gb2312", "gb18030"),
        ("x-sjis", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("big5", "big5hkscs"),
        ("tis-620", "cp874"),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, codec: str) -> None:
    """A label names the superset that browsers use, whatever its case and the space around it."""
    assert codec_of(label) == codec


@pytest.mark.parametrize("label", ["utf-7", "unicode_escape", "rot13", "hex", "idna", "", "none"])
def test_codecs_that_are_no_charsets_are_not_known(label: str) -> None:
    """A page cannot choose a codec that Python has but the web has not."""
    assert codec_of(label) is None


def test_every_codec_exists() -> None:
    """Python knows each codec in the table, and no label stands for two."""
    assert all(codecs.lookup(codec) for codec in _LABELS)
    labels = " ".join(_LABELS.values()).split()
    assert len(labels) == len(set(labels))
