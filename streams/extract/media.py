"""Decides which pictures belong to the article, and which lines beside them are their captions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from schemas.article import Image
from streams.extract.clean import fold
from streams.extract.credits import has_credit, is_credit, split_credit
from streams.extract.outline import Box, Kind, Outline, Picture, Piece
from streams.extract.picture_url import picture_url

_ARTICLES = frozenset({"article", "main"})
_CAPTIONS = frozenset({Kind.CAPTION, Kind.CREDIT})
_MOST_ABOVE = 6
"""Most lines of an article above its headline."""
_MOST_LINES = 4
"""Most lines that a picture has of its own."""
_MOST_LABELS = 2
"""Most lines beside a picture that are taken for its caption, though nothing marks them."""
_LONGEST_CAPTION = 700


class Media(NamedTuple):
    """The article's pictures, and the lines that are their captions by position in the outline."""

    images: tuple[Image, ...]
    captions: frozenset[int]


def media(page: Outline, start: int, end: int, base: str, titles: Collection[str]) -> Media:
    """The pictures beside `pieces[start:end]`, and those above them in the same article, each URL once."""
    article = _article(page, start)
    first = article.start if article else start
    images: dict[str, Image] = {}
    captions: set[int] = set()
    for picture in page.pictures:
        above = picture.at <= start and article is not None and not _is_within(picture.box, article)
        if above or not first <= picture.at <= end:
            continue
        attributes = picture.node.attributes
        alts = _alts(attributes)
        lines = _lines_of(page, picture, alts)
        captions.update(lines)
        url = picture_url(picture.node, attributes, base)
        if url and url not in images and not _is_teaser(page, picture):
            caption, credit = _caption(_texts(page, lines, alts), titles)
            images[url] = Image(url, caption, credit)
    return Media(tuple(images.values()), frozenset(captions))


def _article(page: Outline, start: int) -> Box | None:
    """The article that a line is in, where it begins not far above: a picture may stand above the headline."""
    box: Box | None = page.pieces[start].box if start < len(page.pieces) else None
    while box and not (box.tag in _ARTICLES and start - box.start <= _MOST_ABOVE):
        box = box.parent
    return box


def _is_within(box: Box | None, outer: Box) -> bool:
    while box and box is not outer:
        box = box.parent
    return box is not None


def _lines_of(page: Outline, picture: Picture, alts: Collection[str]) -> Sequence[int]:
    """The lines that say what the picture shows or who made it: around it, else after it."""
    box: Box | None = picture.box
    while box and box.end - box.start <= _MOST_LINES and box.tag != "body":
        lines = range(box.start, box.end)
        pieces = page.pieces[box.start : box.end]
        if pieces and (box.tag == "figure" or _are_captions(pieces, alts)):
            return _with_repeats(page, lines)
        if any(piece.prose and piece.text not in alts for piece in pieces):
            break
        box = box.parent
    return _with_repeats(page, range(picture.at, _end_of_following(page, picture.at, alts)))


def _are_captions(pieces: Sequence[Piece], alts: Collection[str]) -> bool:
    if any(piece.kind is Kind.HEADING or piece.linked * 2 > len(piece.text) for piece in pieces):
        return False
    if any(piece.width > _LONGEST_CAPTION for piece in pieces):
        return False
    labels = len(pieces) <= _MOST_LABELS and not any(piece.prose or piece.linked for piece in pieces)
    return labels or any(_is_marked(piece, alts) for piece in pieces)


def _end_of_following(page: Outline, start: int, alts: Collection[str]) -> int:
    """Where the lines end that follow a picture and are marked as its own; one line may stand before the first."""
    end = start
    for i in range(start, min(start + _MOST_LINES, len(page.pieces))):
        piece = page.pieces[i]
        if piece.kind is Kind.HEADING or piece.width > _LONGEST_CAPTION or (piece.with_picture and i > start):
            break
        if _is_marked(piece, alts) and i - end <= 1:
            end = i + 1
    return end


def _with_repeats(page: Outline, lines: Sequence[int]) -> Sequence[int]:
    """The lines, and those of the next two that say the same or are marked as captions."""
    if not lines:
        return lines
    said = {page.pieces[i].text for i in lines}
    near = range(lines[-1] + 1, min(lines[-1] + 3, len(page.pieces)))
    return [*lines, *(i for i in near if page.pieces[i].text in said or page.pieces[i].kind in _CAPTIONS)]


def _is_marked(piece: Piece, alts: Collection[str]) -> bool:
    """Is the line a caption by its element, by its words, or as it shares its line with the picture?"""
    if piece.kind in _CAPTIONS or (piece.with_picture and not piece.prose):
        return True
    if piece.text in alts or any(_is_caption(part, alts) for part in piece.parts if part != piece.text):
        return True
    return piece.width < _LONGEST_CAPTION and has_credit(piece.text)


def _is_caption(part: str, alts: Collection[str]) -> bool:
    return part in alts or is_credit(part)


def _alts(attributes: Mapping[str, str | None]) -> frozenset[str]:
    return frozenset(" ".join(text.split()) for key in ("alt", "title") if (text := attributes.get(key)))


def _texts(page: Outline, lines: Sequence[int], alts: Collection[str]) -> Iterator[tuple[str, str]]:
    """What the lines say, each part as caption and credit."""
    pieces = [page.pieces[i] for i in lines]
    marked = [piece for piece in pieces if piece.kind in _CAPTIONS or piece.text in alts]
    for piece in marked or pieces:
        for text in piece.parts or (piece.text,):
            caption, credit = split_credit(text)
            yield ("", credit or text) if piece.kind is Kind.CREDIT else (caption, credit)


def _caption(texts: Iterable[tuple[str, str]], titles: Collection[str]) -> tuple[str | None, str | None]:
    """Caption and credit, what is said twice folded into one."""
    captions: dict[str, str] = {}
    makers: dict[str, str] = {}
    for caption, credit in texts:
        if (key := fold(caption)) and key not in titles:
            captions.setdefault(key, caption)
        if credit:
            makers.setdefault(fold(credit), credit)
    kept = (
        said for key, said in captions.items() if not any(key != other and key in other for other in captions)
    )
    return " ".join(kept) or None, next(iter(makers.values()), None)


def _is_teaser(page: Outline, picture: Picture) -> bool:
    """Does the picture stand with links to other articles?"""
    box: Box | None = picture.box
    while box and box.start == box.end:
        box = box.parent
    if not box or box.end - box.start > _MOST_LINES:
        return False
    pieces = page.pieces[box.start : box.end]
    return sum(piece.linked for piece in pieces) * 2 > sum(len(piece.text) for piece in pieces)
