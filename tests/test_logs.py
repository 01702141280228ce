from __future__ import annotations

import io
import json
import logging
import threading
from typing import Any

import pytest

from schemas.rejection import Reason
from streams import logs
from streams.diagnosis import overheard
from streams.log_format import URL_LENGTH, printable
from streams.log_repeats import REMEMBERED_LINES, REPEAT_SECONDS, Repeats
from streams.outcome import Kind, Outcome, dead
from streams.records import Message
from streams.took import Took

TRACE = ("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
MESSAGE = Message(
    topic="raw", partition=3, offset=17, timestamp=0, key=b"k", value=b"<p>page text", headers=(TRACE,)
)
ARTICLE = Outcome(
    kind=Kind.ARTICLE,
    payload=b"{}",
    url="https://www.example.org/a",
    domain="example.org",
    words=420,
    quality=0.87654,
    missing=("date_published",),
)

pytestmark = pytest.mark.usefixtures("loggers_as_before")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """What was logged as JSON."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_page_gives_one_line_with_its_fields() -> None:
    """In the words of ECS where it has them, else in ours."""
    stream = io.StringIO()
    logs.set_up(style="json", level="info", node="host:6066", stream=stream)
    logs.log_page(MESSAGE, ARTICLE, Took(0.01234, 0.01, 0.002))
    [line] = lines(stream)
    assert line.pop("@timestamp").endswith("Z")
    assert line == {
        "log.level": "info",
        "log.logger": "streams.pages",
        "message": "page",
        "ecs.version": "8.17.0",
        "service.node.name": "host:6066",
        "event.action": "page",
        "event.outcome": "success",
        "event.duration": 12_340_000,
        "url.full": "https://www.example.org/a",
        "url.domain": "example.org",
        "trace.id": "0af7651916cd43dd8448eb211c80319c",
        "streams.outcome": "article",
        "streams.topic": "raw",
        "streams.partition": 3,
        "streams.offset": 17,
        "streams.bytes": 12,
        "streams.work_seconds": 0.01,
        "streams.write_seconds": 0.002,
        "streams.words": 420,
        "streams.quality": 0.877,
        "streams.missing": ["date_published"],
    }


def test_a_dead_letter_is_a_warning_with_its_reason() -> None:
    """Page content is in neither form."""
    stream = io.StringIO()
    logs.set_up(style="auto", level="warning", stream=stream)
    logs.log_page(MESSAGE, dead("", Reason.TIMEOUT, "more than 20 s"), Took(20, None, 0.1))
    [line] = lines(stream)
    assert (line["log.level"], line["event.outcome"], line["event.reason"]) == (
        "warning",
        "failure",
        "timeout",
    )
    assert line["streams.detail"] == "more than 20 s"
    assert "page text" not in stream.getvalue()


def test_nothing_is_gathered_that_no_line_shows() -> None:
    """Neither the place in the code nor the process: that would cost a quarter more."""
    logs.set_up(style="json", level="info", stream=io.StringIO())
    seen: list[logging.LogRecord] = []

    def see(record: logging.LogRecord) -> bool:
        seen.append(record)
        return True

    logging.root.handlers[0].addFilter(see)
    logs.log_page(MESSAGE, ARTICLE, Took(0.01, 0.01, 0.002))
    [record] = seen
    assert (record.lineno, record.process) == (0, None)
    assert record.thread == threading.get_ident()


def test_a_page_is_a_record_for_any_handler() -> None:
    """Also for formatters that know nothing of ours, as of a library that reports errors."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s:%(lineno)d %(message)s"))
    logs.log.addHandler(handler)
    try:
        logs.log_page(MESSAGE, dead("", Reason.CRASH, ""), Took(1, None, 0))
    finally:
        logs.log.removeHandler(handler)
    assert stream.getvalue().endswith("WARNING streams.pages:0 page\n")


def test_a_terminal_gets_text() -> None:
    """One line for a person."""
    stream = Terminal()
    logs.set_up(style="auto", level="info", stream=stream)
    logs.log_page(MESSAGE, ARTICLE, Took(0.0123, 0.01, 0.001))
    logs.log_page(MESSAGE, dead("", Reason.CRASH, ""), Took(1, None, 0))
    logging.getLogger("streams").info("ready")
    article, lost, ready = stream.getvalue().splitlines()
    assert "article" in article
    assert "12 ms  https://www.example.org/a 420 words, quality 0.877  raw/3/17" in article
    assert "dead (crash)" in lost
    assert "(no URL)" in lost
    assert ready.endswith("info    ready")


@pytest.mark.parametrize("style", ["json", "text"])
def test_secrets_are_masked_wherever_they_stand(style: str) -> None:
    """In the message and in the traceback of an error."""
    stream = io.StringIO()
    logs.set_up(style=style, level="info", secrets=["hunter2", ""], stream=stream)
    error = ValueError("password hunter2")
    logging.getLogger("aiokafka").error("login with %s failed", "hunter2", exc_info=error)
    assert "hunter2" not in stream.getvalue()
    assert "login with *** failed" in stream.getvalue()
    assert "ValueError" in stream.getvalue()


@pytest.mark.parametrize("secret", ['pa"ss', "pa\\ss", "pässword", "hunter2-long"])
def test_a_secret_is_masked_in_the_form_that_it_has_in_json(secret: str) -> None:
    """Quotes and backslashes are escaped there; a secret that is part of another leaves nothing of it."""
    stream = io.StringIO()
    logs.set_up(style="json", level="info", secrets=["hunter2", secret], stream=stream)
    logging.getLogger("aiokafka").error("login with %s failed", secret)
    assert json.loads(stream.getvalue())["message"] == "login with *** failed"


@pytest.mark.parametrize("secret", ["streams", "page", "warning", "17", "2", "e"])
def test_a_password_that_is_a_word_of_ours_leaves_the_line_what_it_is(secret: str) -> None:
    """It is masked in what others say; names, numbers, times and words of closed lists stay."""
    told = []
    for secrets in ([], [secret]):
        stream = io.StringIO()
        logs.set_up(style="json", level="info", secrets=secrets, stream=stream)
        logs.log_page(MESSAGE, dead("", Reason.CRASH, f"it says {secret}"), Took(1, None, 0))
        told += lines(stream)
    plain, masked = told
    assert "***" in masked["streams.detail"]
    free = {"@timestamp", "message", "streams.detail", "streams.topic"}
    assert {name: masked[name] for name in plain if name not in free} == {
        name: plain[name] for name in plain if name not in free
    }


def test_control_characters_cannot_forge_a_line() -> None:
    """They are written as escapes, and a URL is cut."""
    assert printable("a\n\x1b[31m\u202eb\x85") == r"a\n\x1b[31m\u202eb\x85"
    assert len(printable("x" * 10_000)) == URL_LENGTH
    stream = io.StringIO()
    logs.set_up(style="text", level="info", stream=stream)
    logging.getLogger("streams").info("one\ntwo")
    assert len(stream.getvalue().splitlines()) == 1


def test_libraries_never_log_at_debug() -> None:
    """Kafka's client would log whole pages."""
    stream = io.StringIO()
    logs.set_up(style="json", level="debug", stream=stream)
    logging.getLogger("aiokafka.producer").debug("Sending value=%s", "page text")
    logging.getLogger("streams").debug("ours")
    assert [line["message"] for line in lines(stream)] == ["ours"]


def test_a_warning_that_repeats_itself_is_counted() -> None:
    """Those that differ by numbers alone count as the same; lines that are no warnings and lines of pages never do."""
    stream = io.StringIO()
    logs.set_up(style="json", level="info", stream=stream)
    for number in range(313):
        logging.getLogger("aiokafka").error("cannot connect to node %s", number)
    for _ in range(2):
        logging.getLogger("streams").info("ours")
        logs.log_page(MESSAGE, dead("", Reason.BUG, ""), Took(1, None, 0))
    logs.tell_rest()
    logs.tell_rest()
    *others, last = lines(stream)
    assert [line["message"] for line in others] == ["cannot connect to node 0", *["ours", "page"] * 2]
    assert (last["message"], last["streams.repeated"]) == (
        "cannot connect to node 312 (and 312 more like this)",
        312,
    )


def test_what_was_left_out_is_told_in_time() -> None:
    """Half a minute after the first of them, with the next line, whosever that is."""
    repeats = Repeats()
    first, second, later = (
        logging.makeLogRecord({"name": "x", "levelno": 40, "msg": "away"}) for _ in range(3)
    )
    later.levelno, later.msg = logging.INFO, "other"
    first.created, second.created, later.created = 100.0, 101.0, 100.0 + REPEAT_SECONDS
    assert repeats.admit(first) == [first]
    assert repeats.admit(second) == []
    told, same = repeats.admit(later)
    assert (told.getMessage(), same) == ("away", later)
    assert repeats.rest() == []


def test_not_every_warning_is_remembered() -> None:
    """Memory is bounded; the oldest is forgotten first."""
    repeats = Repeats()
    for number in range(2 * REMEMBERED_LINES):
        text = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        assert repeats.admit(logging.makeLogRecord({"name": "x", "levelno": 40, "msg": text, "created": 1.0}))
    assert len(repeats._seen) <= REMEMBERED_LINES


def test_debug_lines_are_turned_on_and_off() -> None:
    """Without a restart; the change itself is a line."""
    stream = io.StringIO()
    logs.set_up(style="json", level="warning", stream=stream)
    logs.log_received(MESSAGE)
    logs.toggle_debug("warning")
    logs.log_received(MESSAGE)
    logs.toggle_debug("warning")
    logs.log_received(MESSAGE)
    assert [line["event.action"] for line in lines(stream)] == ["level", "received", "level"]


def test_warnings_and_ends_of_threads_are_lines_too() -> None:
    """Nothing is written beside the log."""
    stream = io.StringIO()
    logs.set_up(style="json", level="info", stream=stream)
    thread = threading.Thread(target=int, args=("x",), name="consumer")
    thread.start()
    thread.join()
    [line] = lines(stream)
    assert (
        line["message"]
        == "thread consumer ended: ValueError(\"invalid literal for int() with base 10: 'x'\")"
    )


def test_the_cause_of_a_failed_connection_is_still_overheard() -> None:
    """What a line is not told by is left out, but for its thread."""
    logs.set_up(style="json", level="info", stream=io.StringIO())
    with overheard() as heard:
        logging.getLogger("aiokafka").error("Unable connect to %r: %s", "broker", OSError("refused"))
    assert heard.cause is not None
