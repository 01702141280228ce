"""Decides what the command line offers; each command is a module of its own."""

from __future__ import annotations

import logging

import click

from streams import __version__
from streams.cli.errors import Commands

__all__ = ["main"]

COMMANDS = {
    "demo": "Show the main job on an embedded broker, in seconds.",
    "extract": "Process pages without Kafka; a JSON line a page.",
    "worker": "Run the service.",
    "topics": "Create the topics, or tell what differs.",
    "ingest": "Publish pages: files, folders, JSON lines, web archives.",
    "tail": "Show outcomes as they come.",
    "replay": "Process pages of the raw topic again.",
    "compare": "What this version would change of the outcomes on the topics.",
    "audit": "Prove that each page has its outcome.",
    "dlq": "Look at dead letters, export their pages, send them again.",
    "logs": "What the workers' logs tell: is all well, what happened, what to do.",
    "export": "Write raw messages to web archives.",
    "config": "Show all settings, and check whether the broker fits them.",
}
"""What is offered; each is `command` of the module of its name, which is imported when it is asked for."""


@click.group(
    cls=Commands,
    offered=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="streams")
def main() -> None:
    """Raw news HTML in, clean and structured article records out, as a Kafka stream.

    \b
    To begin:
      streams demo                     the whole thing on an embedded broker, in seconds
      streams extract page.html        one page, no Kafka
    \b
    To run it on your broker:
      export BROKER_URL=kafka1:9092,kafka2:9092
      streams topics                   create the topics
      streams config --check           is all as it must be: broker, topics, rights, limits
      streams worker                   run the service; start as many as you like
      streams ingest pages/            publish pages
      streams replay --since 2h        process pages again
      streams compare --since 1d       what this version would change
      streams audit                    prove that each page has its outcome
      streams dlq list                 why pages could not be processed
      streams dlq redrive              send them again
      streams tail                     see what becomes of them
      streams logs worker.log          is all well? from the workers' logs

    Settings come from the environment: 'streams config' lists them all.

    \b
    Exit codes of every command:
      0    done
      1    done, but something is not as it should be; each command's help says what
      2    wrong usage, a wrong setting, a path that is not there
      3    the broker cannot be reached
      130  stopped by Ctrl-C
    """
    # The client library logs each failed attempt; what a person is told is the error that is raised.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
