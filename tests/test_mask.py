from __future__ import annotations

from streams.mask import Mask


def test_a_secret_is_hidden_wherever_it_stands() -> None:
    """Also as JSON writes it; of one that is part of another, nothing is left."""
    mask = Mask(['pass"word', 'pass"word-long', ""])
    assert mask('a pass"word, "pass\\"word-long"') == 'a ***, "***"'
