"""Decides how a report in HTML begins, and how text is put into it: escaped, with nothing loaded from elsewhere."""

from __future__ import annotations

from html import escape

GENERATOR = '<meta name="generator" content="streams">'
"""Stands in the first lines of every report, so that one can be told from another file."""

_HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
{generator}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<style>
{style}</style>
"""
_POLICY = "default-src 'none'; {scripts}style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# They turn round what a reader sees of a text, or show nothing at all.
_HIDDEN_CHARACTERS = (
    *range(0x09),
    *range(0x0B, 0x20),
    *range(0x7F, 0xA0),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
)
_SHOWN = {code: f"\u27e8U+{code:04X}\u27e9" for code in _HIDDEN_CHARACTERS}


def head(style: str, script: str = "") -> str:
    """The first lines up to the title; the browser is told to load nothing, and to run nothing but this script.

    `script` is the hash of the one script as Content Security Policy writes it, `'sha256-...'`.
    """
    scripts = f"script-src {script}; " if script else ""
    return _HEAD.format(generator=GENERATOR, policy=_POLICY.format(scripts=scripts), style=style)


def visible(text: str) -> str:
    """The text, with characters that hide or turn round others written as their numbers."""
    # None of them is printable, and few texts have any.
    return text if text.isprintable() else text.translate(_SHOWN)


def escaped(text: str) -> str:
    """The same, for HTML."""
    return escape(visible(text))
