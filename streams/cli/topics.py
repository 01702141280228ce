"""Decides how `streams topics` creates the topics and tells what differs."""

from __future__ import annotations

import click
from rich.text import Text

from streams import topics as kafka
from streams.cli.errors import Exit, leave
from streams.cli.terminal import show, table
from streams.settings import Settings

HELP = """\
Create the topics, with the right partitions, retention and message sizes.

Topics that exist are compared and left as they are. Names, partitions, sizes and retention are
settings: STREAMS_RAW_TOPIC, STREAMS_PARTITIONS, STREAMS_MAX_MESSAGE_BYTES... ('streams config').

\b
Examples:
  streams topics
  BROKER_URL=kafka1:9092 STREAMS_PARTITIONS=24 STREAMS_REPLICATION_FACTOR=3 streams topics

\b
Exit codes: 0 created, or there and as they should be, 1 a topic differs, 2 a wrong setting,
3 the broker cannot be reached or refuses.
"""


@click.command("topics", help=HELP)
def command() -> None:
    """Create the topics, or tell what differs."""
    reports = kafka.ensure(Settings.from_env())
    shown = table(
        *("topic", "partitions", "replicas", "state", "configs"),
        right=("partitions", "replicas"),
        shares={"state": 1, "configs": 1},
        cut=False,
    )
    for report in reports:
        topic = report.topic
        configs = "\n".join(f"{name}={value}" for name, value in topic.configs.items())
        shown.add_row(
            topic.name, str(topic.partitions), str(topic.replication_factor), _state(report), configs
        )
    show(shown)
    leave(Exit.DIFFERENT if any(report.differences for report in reports) else Exit.DONE)


def _state(report: kafka.TopicReport) -> Text:
    if report.created:
        return Text("created", "green")
    if report.differences:
        return Text("\n".join(map(str, report.differences)), "red")
    return Text(f"as it should be{f' ({report.note})' if report.note else ''}")
