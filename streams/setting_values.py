"""Decides how the text of a setting becomes a value, and says what was expected where it cannot."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")

SECURITY_PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
DEFAULT_PORT = 9092
# https://kafka.apache.org/documentation/#topicconfigs: the characters of a topic's or a group's name.
_NAME = re.compile(r"[A-Za-z0-9._-]{1,249}")
# Long enough that it cannot be guessed, of what a header can carry.
_TOKEN = re.compile(r"[!-~]{16,200}")
_SERVER = re.compile(r"(?:kafka://)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?/?")


class Invalid(ValueError):
    """The text is no value of this kind; `secret` where it must not be repeated."""

    def __init__(self, *, secret: bool = False) -> None:
        super().__init__()
        self.secret = secret


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """A kind of value."""

    expected: str
    """What a text must be, with its unit, as it stands after `expected `."""
    read: Callable[[str], T]
    """Raises `Invalid`."""


def at_least(least: int) -> Value[int]:
    """A whole number that is not below `least`."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,18}", text) or int(text) < least:
            raise Invalid
        return int(text)

    return Value(f"a whole number, {least} or more", read)


def one_of(*choices: str) -> Value[str]:
    """One of the words, in whichever case it is written."""
    known = {choice.lower(): choice for choice in choices}

    def read(text: str) -> str:
        if text.lower() not in known:
            raise Invalid
        return known[text.lower()]

    return Value(f"one of {', '.join(choices)}", read)


def as_text(value: Any) -> str:
    """A value as it would be written in the environment."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ",".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _seconds(text: str) -> float:
    value = _seconds_or_zero(text)
    if value == 0:
        raise Invalid
    return value


def _seconds_or_zero(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise Invalid from None
    if not (math.isfinite(value) and 0 <= value <= 86_400):
        raise Invalid
    return value


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65_535:
        raise Invalid
    return int(text)


def _name(text: str) -> str:
    if not _NAME.fullmatch(text) or text in {".", ".."}:
        raise Invalid
    return text


def _token(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise Invalid
    return text


def _servers(text: str) -> tuple[str, ...]:
    return tuple(_server(part.strip()) for part in text.replace(";", ",").split(","))


def _server(text: str) -> str:
    match = _SERVER.fullmatch(text)
    if match is None or not 1 <= int(match[2] or DEFAULT_PORT) <= 65_535:
        raise Invalid(secret="@" in text)
    return f"{match[1]}:{int(match[2] or DEFAULT_PORT)}"


def _compression(text: str) -> str | None:
    chosen = one_of("none", "gzip", "snappy", "lz4", "zstd").read(text)
    return None if chosen == "none" else chosen


SECONDS = Value("seconds, more than 0", _seconds)
SECONDS_OR_ZERO = Value("seconds, 0 or more", _seconds_or_zero)
PORT = Value("a port, 1 to 65535", _port)
NAME = Value("letters, digits, `.`, `_` and `-`, at most 249", _name)
TEXT = Value("a text", str)
OPTIONAL_TEXT: Value[str | None] = Value("a text", str)
TOKEN: Value[str | None] = Value("16 to 200 letters, digits and signs, without spaces", _token)
COMPRESSION = Value("one of none, gzip, snappy, lz4, zstd", _compression)
SERVERS = Value(
    "host:port, or several with commas between; a user and password belong in SASL_USERNAME and SASL_PASSWORD",
    _servers,
)
