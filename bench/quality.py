"""Decides how good records are: scores `process` on the invented pages and on gold sets, against their floors.

    EVALDATA=FOLDER python -m bench.quality [SET...]

Each gold row is compared with the record of its page by `bench.score`; `limits.toml` has the floors.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import limits, pages, score
from schemas.article import Article
from schemas.page import Page
from schemas.rejection import PageError
from streams.pipeline import process

Found = Mapping[str, Any]

Extract = Callable[[Page], Found]
"""Makes a record of a page, with the field names of gold rows; it must be a function that has a name."""

BY_LANGUAGE = ("fundus_a",)
"""Sets in so many languages that the mean hides a bad one: each of their groups has a floor of its own."""
SKIPPED = "skipped"
"""Tells in place of a record why there is none."""


def main(names: list[str]) -> int:
    """Prints the figures, what was misjudged and what was not measured. Exit status: 1 for a figure below its floor."""
    measured = {gold.name: pairs_of(gold, ours) for gold in chosen(names)}
    figures = {name: figures_of(name, pairs) for name, pairs in measured.items()}
    Console(width=120).print(table(measured, figures))
    remarks = [line for name, pairs in measured.items() for line in misjudged(name, pairs)]
    below = [line for name, known in figures.items() for line in limits.shortfalls(name, known)]
    for line in (*remarks, *absent(names, measured), *below):
        print(line)
    return 1 if below else 0


def chosen(names: Sequence[str]) -> list[pages.GoldSet]:
    """The sets that are there, or those of them that were named."""
    there = (pages.invented(), pages.no_articles(), *pages.gold_sets())
    return [gold for gold in there if not names or gold.name in names]


def figures_of(name: str, pairs: score.Pairs) -> dict[str, float]:
    """Every figure of a set, and `body_f1 of GROUP` for the groups of some."""
    groups = by_group(pairs) if name in BY_LANGUAGE else {}
    return score.figures(pairs) | {
        f"body_f1 of {group}": score.body_f1(members) or 0.0 for group, members in sorted(groups.items())
    }


def absent(names: Sequence[str], there: Iterable[str]) -> list[str]:
    """A line for each set with floors that is not there; one line alone where there are no gold sets."""
    if not pages.gold_folders():
        return [f"gold sets: skipped, ${pages.GOLD} names no folder of them"]
    missing = [name for name in names or limits.LIMITS if name not in there]
    return [f"{name}: skipped, ${pages.GOLD} does not hold it" for name in missing]


def pairs_of(gold: pages.GoldSet, extract: Extract) -> score.Pairs:
    """Each gold row with the record of its page."""
    find = partial(found_on, gold.folder, extract)
    with processes() as pool:
        return list(zip(gold.rows, pool.map(find, gold.rows, chunksize=16), strict=True))


def processes(count: int | None = None) -> ProcessPoolExecutor:
    """As many as there are CPUs, or so many; started anew, as a fork would copy locks of threads."""
    return ProcessPoolExecutor(count, get_context("spawn"))


def found_on(folder: Path, extract: Extract, row: pages.Row) -> Found:
    """The record of one page."""
    return extract(pages.page_of(folder, row))


def ours(page: Page) -> Found:
    """Our own record; a page that is no article has none."""
    try:
        article = process(page)
    except PageError as error:
        return {SKIPPED: str(error.reason)}
    return fields_of(article)


def fields_of(article: Article) -> Found:
    """An article under the names of gold rows."""
    names = ("title", "authors", "date_published", "image")
    return {name: getattr(article, name) for name in names} | {"body": article.text, "tags": article.keywords}


def table(measured: Mapping[str, score.Pairs], figures: Mapping[str, Mapping[str, float]]) -> Table:
    """One row a set, one column a figure."""
    result = Table(title="Records against gold sets", title_justify="left")
    for column in ("set", "pages", *score.MEASURES):
        result.add_column(column, justify="left" if column == "set" else "right")
    for name, known in figures.items():
        cells = (f"{known[figure]:.4f}" if figure in known else "" for figure in score.MEASURES)
        result.add_row(name, str(len(measured[name])), *cells)
    return result


def misjudged(name: str, pairs: score.Pairs) -> list[str]:
    """The articles of a set that were skipped, and the other pages that were not; one line each kind, if any."""
    articles = [(gold, found) for gold, found in pairs if score.is_article(gold)]
    skipped = [f"{gold['id']} ({found[SKIPPED]})" for gold, found in articles if SKIPPED in found]
    others = [(gold, found) for gold, found in pairs if not score.is_article(gold)]
    passed = [str(gold["id"]) for gold, found in others if SKIPPED not in found]
    return [
        f"{name}: {len(wrong)} of {total} {what}: {', '.join(wrong)}"
        for wrong, total, what in (
            (skipped, len(articles), "articles are skipped"),
            (passed, len(others), "pages without an article are passed as one"),
        )
        if wrong
    ]


def by_group(pairs: score.Pairs) -> Mapping[str, score.Pairs]:
    """The pages of each language, or of each country where gold rows name no language."""
    groups = defaultdict(list)
    for gold, found in pairs:
        groups[gold.get("language") or gold.get("group") or "?"].append((gold, found))
    return groups


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
