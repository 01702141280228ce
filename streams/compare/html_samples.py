"""Decides how the samples of a comparison are laid out in HTML: each field before and now, beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.compare.difference import Change
from streams.compare.told import CALLED
from streams.compare.totals import NO_HOST, Compared
from streams.compare.values import pairs
from streams.compare.wording import Piece, Said, wording
from streams.markup import escaped

# A value that is longer is cut: what it was is in the record.
_LONGEST = 20_000
_NOTHING = '<span class="gap">nothing</span>'


def contents(samples: Sequence[Compared]) -> Iterator[str]:
    """The table of all samples; each leads to its section."""
    yield '<div class="scroll" tabindex="0" role="region" aria-label="Samples">\n<table class="sortable">\n<thead><tr>'
    yield '<th class="number">No.</th><th>Host</th><th>What</th><th>Fields</th><th class="number">Alike</th>'
    yield "</tr></thead>\n<tbody>\n"
    for number, page in enumerate(samples, 1):
        difference = page.difference
        alike = f"{difference.similarity:.2f}" if difference.change is Change.CHANGED else ""
        yield (
            f'<tr><td class="number"><a href="#sample-{number}">{number}</a></td>'
            f"<td><bdi>{escaped(page.host or NO_HOST)}</bdi></td><td>{badge(difference.change)}</td>"
            f"<td>{escaped(', '.join(difference.fields))}</td>"
            f'<td class="number">{alike}</td></tr>\n'
        )
    yield "</tbody>\n</table>\n</div>\n"


def sections(samples: Sequence[Compared], topic: str) -> Iterator[str]:
    """A section for each sample."""
    for number, page in enumerate(samples, 1):
        place = f"{topic}/{page.partition}/{page.offset}"
        yield f'<section class="sheet" id="sample-{number}" aria-labelledby="name-{number}">\n'
        yield f'<p>{number}. {badge(page.difference.change)}</p>\n<h3 id="name-{number}" dir="auto">'
        yield f'{escaped(_name(page))}</h3>\n<div class="facts">\n<p><bdi>{escaped(page.url)}</bdi></p>\n'
        yield f"<p><bdi>{escaped(place)}</bdi></p>\n</div>\n"
        for name, before, after in pairs(page.difference):
            yield f"<h4>{escaped(name)}</h4>\n"
            yield from _sides(before[:_LONGEST], after[:_LONGEST])
        yield "</section>\n"


def badge(change: Change) -> str:
    """What happens to a page, in a few words."""
    return f'<span class="badge {change}">{CALLED[change]}</span>'


def _name(page: Compared) -> str:
    before, after = page.difference.before, page.difference.after
    title = after.article.get("title") or (before and before.article.get("title"))
    return str(title or page.url or "(no URL)")


def _sides(before: str, after: str) -> Iterator[str]:
    pieces = wording(before, after)
    yield '<div class="sides">\n'
    yield f'<div dir="auto"><p class="side" dir="ltr">before</p>{_side(pieces, Said.BEFORE, "del")}</div>\n'
    yield f'<div dir="auto"><p class="side" dir="ltr">now</p>{_side(pieces, Said.AFTER, "ins")}</div>\n</div>\n'


def _side(pieces: Sequence[Piece], own: Said, element: str) -> str:
    """One of two texts: what the other does not say is marked."""
    shown = {
        Said.BOTH: "{}",
        own: f"<{element}>{{}}</{element}>",
        Said.SKIPPED: '<span class="gap"> […{}…] </span>',
    }
    return (
        "".join(shown[piece.said].format(escaped(piece.text)) for piece in pieces if piece.said in shown)
        or _NOTHING
    )
