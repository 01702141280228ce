from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from schemas.rejection import Reason
from streams import logs
from streams.outcome import Kind, Outcome, dead
from streams.records import Message

MESSAGE = Message(topic="raw", partition=3, offset=17, timestamp=0, key=b"k", value=b"<p>page text")
ARTICLE = Outcome(
    kind=Kind.ARTICLE,
    payload=b"{}",
    url="https://www.example.org/a",
    domain="example.org",
    words=420,
    quality=0.87654,
)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


@pytest.fixture(autouse=True)
def _loggers_as_before() -> Iterator[None]:
    """What `set_up` changes for the whole process is put back."""
    root, hook = logging.root, threading.excepthook
    before = (root.handlers[:], root.level)
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level, threading.excepthook = before[0], before[1], hook
    for name in ("faust", "mode", "aiokafka", "aiohttp", "asyncio", "pebble"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """What was logged as JSON."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_page_gives_one_line_with_its_fields() -> None:
    """In the words of ECS where it has them, else in ours."""
    stream = io.StringIO()
    logs.set_up(style="json", level="info", stream=stream)
    logs.log_page(MESSAGE, ARTICLE, 0.01234)
    [line] = lines(stream)
    assert line.pop("@timestamp").endswith("Z")
    assert line == {
        "log.level": "info",
        "log.logger": "streams.pages",
        "message": "page",
        "outcome": "article",
        "url": "https://www.example.org/a",
        "domain": "example.org",
        "topic": "raw",
        "partition": 3,
        "offset": 17,
        "bytes": 12,
        "seconds": 0.012,
        "words": 420,
        "quality": 0.877,
    }


def test_a_dead_letter_is_a_warning_with_its_reason() -> None:
    """Page content is in neither form."""
    stream = io.StringIO()
    logs.set_up(style="auto", level="warning", stream=stream)
    logs.log_page(MESSAGE, dead("", Reason.TIMEOUT, "more than 20 s"), 20)
    [line] = lines(stream)
    assert (line["log.level"], line["outcome"], line["reason"]) == ("warning", "dead", "timeout")
    assert line["detail"] == "more than 20 s"
    assert "page text" not in stream.getvalue()


def test_a_terminal_gets_text() -> None:
    """One line for a person."""
    stream = Terminal()
    logs.set_up(style="auto", level="info", stream=stream)
    logs.log_page(MESSAGE, ARTICLE, 0.0123)
    logs.log_page(MESSAGE, dead("", Reason.CRASH, ""), 1)
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


def test_control_characters_cannot_forge_a_line() -> None:
    """They are written as escapes, and a URL is cut."""
    assert logs.printable("a\n\x1b[31m\u202eb\x85") == r"a\n\x1b[31m\u202eb\x85"
    assert len(logs.printable("x" * 10_000)) == logs.URL_LENGTH
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


def test_a_library_that_repeats_itself_is_cut_short() -> None:
    """Our own lines never are, and neither is another line of the library."""
    stream = io.StringIO()
    logs.set_up(style="json", level="info", stream=stream)
    for number in range(logs.REMEMBERED_LINES + 2):
        logging.getLogger("aiokafka").error("cannot connect to %s", number)
        logging.getLogger("aiokafka").error("cannot connect to %s", number)
    assert len(lines(stream)) == logs.REMEMBERED_LINES + 2
    for _ in range(2):
        logging.getLogger("streams").info("ours")
    assert [line["message"] for line in lines(stream)[-2:]] == ["ours", "ours"]


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
