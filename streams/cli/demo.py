"""Decides how `streams demo` is run and stopped, and what its exit code says."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
from rich.text import Text

from streams import demo
from streams.cli.demo_view import outcomes, summary
from streams.cli.errors import Exit, leave
from streams.cli.terminal import console, show
from streams.demo_output import write
from streams.manifest import FILE_NAME

SAMPLES = Path("examples", "pages")
# In a checkout the demo can be started from any folder.
CHECKOUT = Path(__file__).parents[2]
SECONDS = 50.0

HELP = """\
Show the main job on an embedded broker: no Kafka, no Docker, nothing to set up.

Starts a broker in memory and a real worker, creates the topics, publishes the pages that the
manifest.json in --pages lists (by default those in examples/pages), waits until each has its one
outcome, and stops it all again. A table tells what became of each page, and --output holds

\b
  articles.jsonl   the article records, as they lie on the topic
  skipped.jsonl    pages without an article: key, url, reason, detail, place on the raw topic
  dead.jsonl       pages that could not be processed: the same, with size and sha256 of their bytes

\b
Examples:
  streams demo
  streams demo --pages my-pages --output my-output

\b
A manifest is a list of
  {"file": "a.html", "url": "https://example.org/a",
   "headers": {"content-type": "text/html; charset=koi8-r"},
   "expect": {"outcome": "article", "title": "A title"}}

\b
Exit codes: 0 each page became what its manifest says, 1 some did not, or not in time, 2 wrong
usage, 3 the embedded broker does not start, 130 stopped by Ctrl-C. None leaves anything running.
"""


@click.command("demo", help=HELP)
@click.option("--pages", type=click.Path(path_type=Path), help="Folder of pages with a manifest.json.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, writable=True, path_type=Path),
    default="demo-output",
    show_default=True,
    help="Folder for the results.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(1),
    default=SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="Longest wait for all outcomes.",
)
def command(*, pages: Path | None, output: Path, timeout: float) -> None:
    """Run the demo."""
    folder = pages or _samples()
    if not (folder / FILE_NAME).is_file():
        raise click.UsageError(f"no {FILE_NAME} in {folder}")
    began = time.monotonic()
    results = _run(folder, timeout)
    _write(results, output)
    show(outcomes(results, console().width))
    show(summary(results, folder, output, time.monotonic() - began))
    leave(Exit.DIFFERENT if any(result.differences for result in results) else Exit.DONE)


def _samples() -> Path:
    for folder in (SAMPLES, CHECKOUT / SAMPLES):
        if (folder / FILE_NAME).is_file():
            return folder
    raise click.UsageError(
        f"there is no {SAMPLES} here: run it in a checkout of the repository, or name a folder with --pages"
    )


def _run(folder: Path, seconds: float) -> list[demo.Result]:
    out = console()
    with _asked_to_stop() as asked, out.status("starting") as status:

        def tell(step: str, what: str) -> None:
            if asked:
                raise click.Abort
            if step == demo.WAITING:
                status.update(what)
            else:
                out.print(Text(f"{step:<10}{what}", "dim"))

        return demo.run(folder, tell, seconds)


def _write(results: list[demo.Result], output: Path) -> None:
    try:
        write(results, output)
    except OSError as error:
        raise click.ClickException(f"cannot write {error.filename}: {error.strerror}") from error


@contextmanager
def _asked_to_stop() -> Iterator[list[int]]:
    """The signals that ask to stop: Ctrl-C, an end from outside, a terminal that goes away.

    The demo looks for them between its steps, so that it is nowhere ended in the middle of something; a
    second one ends it there too.
    """
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
