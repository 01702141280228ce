"""Decides what a person's options make of a replay: which pages, and where their outcomes go."""

from __future__ import annotations

from typing import Any

import click

from streams.cli import range_options as ranges
from streams.history.span import Choice
from streams.replay.plan import NOWHERE, Plan, Targets
from streams.replay.prepare import prepare
from streams.replay.stop import alone
from streams.settings import Settings

TO_NOTHING = "none"
RANGE = ("since", "until", "partitions", "offsets")
WANTED = ("hosts", "patterns", "urls_from")
TO = ("to", "skipped_to", "dead_to")


def plan_of(settings: Settings, *, dry_run: bool, everything: bool, **which: Any) -> Plan:
    """The replay that the options describe; raises `click.UsageError` where they contradict, or choose nothing."""
    if not (everything or dry_run or any(_given(which, *RANGE, *WANTED))):
        raise click.UsageError("say which pages: --since, --offsets, --host, ..., or --all")
    choice = ranges.choice(**{name: which[name] for name in RANGE})
    wanted = ranges.wanted(**{name: which[name] for name in WANTED})
    to = _targets(settings, *(which[name] for name in TO))
    made = alone(lambda _: prepare(settings, choice, wanted, to, limit=which["limit"]))
    _tell_expired(choice, made)
    return made


def only_resume(*, dry_run: bool, everything: bool, **which: Any) -> None:
    """Raises `click.UsageError` for an option that a replay has from its beginning on."""
    if dry_run or everything or any(_given(which, *RANGE, *WANTED, *TO, "limit")):
        raise click.UsageError("--resume goes on with the same pages and topics: leave their options out")


def _given(which: dict[str, Any], *names: str) -> list[Any]:
    return [which[name] for name in names]


def _targets(settings: Settings, to: str | None, skipped: str | None, dead: str | None) -> Targets:
    usual = (settings.articles_topic, settings.skipped_topic, settings.dlq_topic)
    for option, name, own in zip(
        ("--to", "--skipped-to", "--dead-to"), (to, skipped, dead), usual, strict=True
    ):
        if name == "":  # as of a variable that is not set: the usual topic is not what was meant
            raise click.UsageError(f"{option}: the name of a topic is missing")
        if name == settings.raw_topic:
            raise click.UsageError(f"{option} {name}: outcomes would be read as pages")
        if name != own and name in usual:
            raise click.UsageError(f"{option} {name}: that topic is for outcomes of another kind")
    if to == TO_NOTHING:
        raise click.UsageError("--to none: --dry-run writes nothing")
    return Targets(
        articles=to or settings.articles_topic,
        skipped=_target(skipped, NOWHERE if to else settings.skipped_topic),
        dead=_target(dead, NOWHERE if to else settings.dlq_topic),
    )


def _target(given: str | None, usual: str) -> str:
    if given is None:
        return usual
    return NOWHERE if given == TO_NOTHING else given


def _tell_expired(choice: Choice, made: Plan) -> None:
    for span in made.pages.spans:
        first, _ = choice.offsets.get(span.partition, (span.start, None))
        if first < span.start:
            click.echo(f"partition {span.partition} begins at offset {span.start} now, not {first}", err=True)
