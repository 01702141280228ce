"""Decides how `streams replay` processes a part of the raw topic again, and what it tells of it."""

from __future__ import annotations

import os
import shlex
from copy import deepcopy
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from streams.cli import range_options as ranges
from streams.cli import replay_view as view
from streams.cli import report_file
from streams.cli.errors import Exit, complain, leave
from streams.cli.replay_choice import only_resume, plan_of
from streams.cli.terminal import show
from streams.ingest.pace import Pace
from streams.replay.estimate import estimate
from streams.replay.plan import Plan
from streams.replay.prepare import check_there, check_unchanged
from streams.replay.run import run
from streams.replay.state import MARK, State, write_whole
from streams.replay.stop import Stopped, alone
from streams.settings import Settings

HELP = """\
Process pages that are on the raw topic once more, by the worker's own code, and write their outcomes.

Only what is there now is read, and it ends. The service's consumer group is not touched; workers may
go on meanwhile. Records are those of the worker, with the same keys and ce_id, and the header
replay-id beside. Skipped pages and dead letters go to their usual topics; with --to, which is for
trying something out, they are only counted unless --skipped-to and --dead-to name topics. What would
change is told before, and nothing written, by 'streams compare'.

How far it is is kept every second in --state-dir: after Ctrl-C, or kill -9, --resume goes on, and no
page is left out. Up to a second's pages are then written twice, under the same ce_id.

\b
Examples:
  streams replay --since 2h --dry-run
  streams replay --since 2026-11-01 --until now
  streams replay --all --host example.org --to articles.v2 --limit 1000
  streams replay --offsets 3:100-199 --urls-from broken.txt --report report.json
  streams replay --resume 20261124T171840-3f9a1c

\b
Exit codes: 0 done, whatever the outcomes, 1 pages had expired before they were read, not even a dead
letter or the report can be written, or no child process starts, 2 wrong usage, no such topic, partition or replay,
3 the broker cannot be reached or refuses, 130 stopped by Ctrl-C; the last line tells how to go on.
"""


def _writable(context: click.Context, option: click.Parameter, report: Path | None) -> Path | None:
    """Told before the work, not after it."""
    if report is not None:
        report_file.check_name(report, "--report", MARK)
        if not os.access(report.parent, os.W_OK):
            raise click.BadParameter(f"{report.parent} is no folder that can be written to", context, option)
    return report


class _Replay(click.Command):
    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """With --compare it is the other command, with that one's options; that one takes all without being told."""
        if "--compare" not in args:
            return super().make_context(info_name, args, parent, **extra)
        rest = [arg for arg in args if arg not in ("--compare", "--all")]
        other: click.Command = import_module("streams.cli.compare").command
        return other.make_context(f"{info_name} --compare", rest, parent, **extra)


@click.command("replay", cls=_Replay, help=HELP)
@ranges.range_options
@ranges.wanted_options
@click.option("--all", "everything", is_flag=True, help="All that is on the topic now.")
@click.option("--to", metavar="TOPIC", help="Write articles there instead; the topic must exist.")
@click.option("--skipped-to", metavar="TOPIC", help="Write skipped pages there; 'none': only count them.")
@click.option("--dead-to", metavar="TOPIC", help="Write dead letters there; 'none': only count them.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N pages.")
@click.option(
    "--rate", type=click.FloatRange(0, min_open=True), metavar="N", help="At most N pages a second."
)
@click.option("--processes", type=click.IntRange(1), metavar="N", help="Child processes; else one a core.")
@click.option(
    "--compare",
    is_flag=True,
    expose_value=False,
    help="Write nothing, tell what would change: 'streams compare', with its options (--compare --help).",
)
@click.option("--dry-run", is_flag=True, help="Only tell how many pages, and about how long; from a sample.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_writable,
    metavar="FILE",
    help="The end report as JSON.",
)
@click.option(
    "--state-dir",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where it is kept how far replays are; else ~/.local/state/streams/replays.",
)
@click.option("--resume", metavar="REPLAY_ID", help="Go on with this replay.")
@click.option("--force", is_flag=True, help="Resume even by another version, or on other BROKER_URL.")
def command(
    *, rate: float | None, processes: int | None, report: Path | None, state_dir: Path | None, **which: Any
) -> None:
    """Process pages of the raw topic again."""
    settings = Settings.from_env()
    settings = replace(settings, processes=processes or settings.processes)
    home = state_dir or Path(settings.state_home).expanduser() / "streams" / "replays"
    resume, force = which.pop("resume"), which.pop("force")
    if resume is not None:
        only_resume(**which)
        with State.resume(home, resume) as state:
            _check(state, settings, force=force)
            _work(state, settings, Pace(rate), report)
    plan = plan_of(settings, **which)
    if which["dry_run"]:
        _tell_estimate(plan, settings, rate)
    elif not any(map(len, plan.pages.spans)):
        click.echo(f"nothing to replay: there is no message in this range of {settings.raw_topic}", err=True)
    else:
        with State.create(home, plan) as state:
            _work(state, settings, Pace(rate), report)


def _check(state: State, settings: Settings, *, force: bool) -> None:
    if not force:
        check_unchanged(state.plan, settings)
    alone(lambda _: check_there(state.plan, settings))


def _work(state: State, settings: Settings, pace: Pace, report: Path | None) -> NoReturn:
    pages, progress = state.plan.pages, state.progress
    try:
        if not progress.is_finished(pages):
            click.echo(view.beginning(state.plan, progress.left_of(pages)), err=True)
            with view.shown(pages, deepcopy(progress)) as watch:
                alone(lambda stop: run(state, settings, pace=pace, watch=watch, stop=stop), _tell_stopping)
    finally:
        _tell(state)
        is_told = report is None or _write(report, state.report())
    if not progress.is_finished(pages):
        raise Stopped("stopped")
    if progress.expired:
        complain(f"{progress.expired:,} offsets had expired before they were read")
    leave(Exit.DIFFERENT if progress.expired or not is_told else Exit.DONE)


def _tell_stopping() -> None:
    click.echo("stopping: pages in hand are finished first; a second Ctrl-C ends at once", err=True)


def _tell(state: State) -> None:
    if state.progress.pages:
        show(view.report(state.progress))
    click.echo(view.summary(state.progress))
    if not state.progress.is_finished(state.plan.pages):
        where = shlex.quote(str(state.folder.parent))
        click.echo(f"to go on: streams replay --resume {state.plan.replay} --state-dir {where}", err=True)


def _write(report: Path, content: bytes) -> bool:
    try:
        write_whole(report, content)
    except OSError as error:
        complain(f"cannot write {report}: {error.strerror}")
        return False
    return True


def _tell_estimate(plan: Plan, settings: Settings, rate: float | None) -> None:
    found = alone(lambda _: estimate(plan, settings))
    show(view.forecast(found))
    click.echo(view.forecast_line(found, rate))
