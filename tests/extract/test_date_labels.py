from __future__ import annotations

import pytest

from streams.extract.date_labels import Dated, announces_change, parts_of


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("4 May 2021", [("4 May 2021", False)]),
        ("Updated: 4 May 2021", [("Updated: 4 May 2021", True)]),
        ("4 May 2021 (updated)", [("4 May 2021 (updated)", True)]),
        (
            "Published 4 May 2021, updated 5 May 2021",
            [("published 4 may 2021, ", False), ("updated 5 may 2021", True)],
        ),
        (
            "4 mai 2021, mis à jour le 5 mai 2021",
            [("4 mai 2021, ", False), ("mis à jour le 5 mai 2021", True)],
        ),
        (
            "Aktualisiert: 5.5.2021, erschienen: 4.5.2021",
            [("aktualisiert: 5.5.2021, ", True), ("erschienen: 4.5.2021", False)],
        ),
        ("Published 4 May 2021 and updated since", [("Published 4 May 2021 and updated since", False)]),
        ("Published by Ann Lee, updated 4 May 2021", [("Published by Ann Lee, updated 4 May 2021", True)]),
    ],
)
def test_a_text_is_cut_where_it_tells_two_kinds_of_date(words: str, parts: list[tuple[str, bool]]) -> None:
    """Each part that names a day is of the kind of its label; without one it is the publication."""
    assert parts_of(words) == [Dated(*part) for part in parts]


@pytest.mark.parametrize(
    ("label", "is_change"),
    [
        ("Last updated:", True),
        ("Published by Ann Lee. Updated", True),
        ("Updated by Ann Lee. Published", False),
        ("By Ann Lee", False),
        ("", False),
    ],
)
def test_the_last_label_before_a_day_speaks_of_it(label: str, *, is_change: bool) -> None:
    """What stands nearest counts."""
    assert announces_change(label) is is_change
