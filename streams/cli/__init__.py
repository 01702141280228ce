"""Decides what the command line offers; each command is a module of its own."""

from __future__ import annotations

import logging

import click

from streams import __version__
from streams.cli import (
    audit,
    compare,
    config,
    demo,
    dlq,
    export,
    extract,
    ingest,
    replay,
    tail,
    topics,
    worker,
)
from streams.cli.errors import Commands

__all__ = ["main"]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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
      streams worker                   run the service; start as many as you like
      streams ingest pages/            publish pages
      streams replay --since 2h        process pages again
      streams compare --since 1d       what this version would change
      streams audit                    prove that each page has its outcome
      streams dlq list                 why pages could not be processed
      streams dlq redrive              send them again
      streams tail                     see what becomes of them

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


for module in (demo, extract, worker, topics, ingest, replay, compare, audit, dlq, tail, export, config):
    main.add_command(module.command)
