"""Decides how secrets are kept out of what is told."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

MASK = "***"


class Mask:
    """Hides secrets wherever they stand in a text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        # In JSON a secret may stand with escapes; the longest goes first, as one may be part of another.
        forms = {form for secret in secrets if secret for form in (secret, _in_json(secret))}
        self._forms = sorted(forms, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """The text with a mask for each secret."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text


def _in_json(text: str) -> str:
    return orjson.dumps(text).decode()[1:-1]
