"""Decides which settings there are, what each means, and which values are refused; alone reads the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NoReturn, TypeVar

from schemas.limits import MIB, Limits
from streams import setting_values as values
from streams.mask import MASK
from streams.setting_values import SECURITY_PROTOCOLS, Invalid, Value

T = TypeVar("T")

PREFIX = "STREAMS_"
OTHER_NAMES: Mapping[str, str] = {"STREAMS_LOG_FORMAT": "LOG_FORMAT"}
"""What is read where a setting is not set."""


class SettingsError(Exception):
    """A setting has a value that cannot be; the text is `NAME=value: expected ...`, on one line."""


def _setting(name: str, default: T, value: Value[Any], meaning: str, *, secret: bool = False) -> T:
    described: T = field(
        default=default,
        repr=not secret,
        metadata={"name": name, "value": value, "meaning": meaning, "secret": secret},
    )
    return described


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set. Made by `from_env`; a value is in the unit that its line names."""

    # fmt: off
    # Kafka and Faust, under the names that Faust gives them.
    bootstrap_servers: tuple[str, ...] = _setting(
        "BROKER_URL", ("localhost:9092",), values.SERVERS, "Kafka brokers to start from")
    app_id: str = _setting("APP_ID", "streams", values.NAME, "Consumer group")
    app_version: int = _setting(
        "APP_VERSION", 1, values.at_least(1), "From 2 on the group is `APP_ID`-v`APP_VERSION`; it reads all anew")
    web_bind: str = _setting(
        "WEB_BIND", "127.0.0.1", values.TEXT, "Address of /healthz, /readyz, /metrics and the status page")
    web_port: int = _setting("WEB_PORT", 6066, values.PORT, "Port of them")
    broker_session_timeout: float = _setting(
        "BROKER_SESSION_TIMEOUT", 15.0, values.SECONDS, "A worker that is silent for so long loses its partitions")
    broker_heartbeat_interval: float = _setting(
        "BROKER_HEARTBEAT_INTERVAL", 3.0, values.SECONDS, "How often a worker shows that it lives")
    broker_rebalance_timeout: float = _setting(
        "BROKER_REBALANCE_TIMEOUT", 60.0, values.SECONDS, "How long a rebalance waits for a worker to hand over")
    broker_request_timeout: float = _setting(
        "BROKER_REQUEST_TIMEOUT", 40.0, values.SECONDS, "How long to wait for a broker's answer")
    broker_commit_interval: float = _setting(
        "BROKER_COMMIT_INTERVAL", 1.0, values.SECONDS, "How often offsets are committed")
    broker_commit_every: int = _setting(
        "BROKER_COMMIT_EVERY", 500, values.at_least(1), "Pages after which they are committed at once")
    broker_max_poll_records: int = _setting(
        "BROKER_MAX_POLL_RECORDS", 64, values.at_least(1), "Messages unpacked at a time; fewer where they are large")
    broker_max_poll_interval: float = _setting(
        "BROKER_MAX_POLL_INTERVAL", 300.0, values.SECONDS, "A worker that takes nothing for so long leaves the group")
    group_instance_id: str | None = _setting(
        "CONSUMER_GROUP_INSTANCE_ID", None, values.OPTIONAL_TEXT,
        "Lasting name of this worker, like no other's: restarted within BROKER_SESSION_TIMEOUT it keeps its partitions")
    producer_compression_type: str | None = _setting(
        "PRODUCER_COMPRESSION_TYPE", "zstd", values.COMPRESSION, "Compression of what is written")
    producer_linger: float = _setting(
        "PRODUCER_LINGER", 0.1, values.SECONDS_OR_ZERO,
        "How long to gather records for one request; not in transactions")
    producer_max_request_size: int = _setting(
        "PRODUCER_MAX_REQUEST_SIZE", 12 * MIB, values.at_least(64 * 1024),
        "Largest record written, in bytes; also `max.message.bytes` of the topics written to")
    producer_request_timeout: float = _setting(
        "PRODUCER_REQUEST_TIMEOUT", 30.0, values.SECONDS, "How long one try to write may take")
    security_protocol: str = _setting(
        "SECURITY_PROTOCOL", "PLAINTEXT", values.one_of(*SECURITY_PROTOCOLS), "How to speak to the brokers")
    sasl_mechanism: str = _setting(
        "SASL_MECHANISM", "PLAIN", values.one_of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"), "How to log in")
    sasl_username: str | None = _setting("SASL_USERNAME", None, values.OPTIONAL_TEXT, "User")
    sasl_password: str | None = _setting("SASL_PASSWORD", None, values.OPTIONAL_TEXT, "Its password", secret=True)
    ssl_cafile: str | None = _setting("SSL_CAFILE", None, values.OPTIONAL_TEXT, "File of certificates to trust")
    ssl_certfile: str | None = _setting("SSL_CERTFILE", None, values.OPTIONAL_TEXT, "File of our own certificate")
    ssl_keyfile: str | None = _setting("SSL_KEYFILE", None, values.OPTIONAL_TEXT, "File of its private key")
    ssl_key_password: str | None = _setting(
        "SSL_KEY_PASSWORD", None, values.OPTIONAL_TEXT, "Password of the private key", secret=True)
    # Ours.
    raw_topic: str = _setting("STREAMS_RAW_TOPIC", "pages.raw", values.NAME, "Topic read: pages as fetched")
    articles_topic: str = _setting("STREAMS_ARTICLES_TOPIC", "articles", values.NAME, "Topic written: articles")
    skipped_topic: str = _setting(
        "STREAMS_SKIPPED_TOPIC", "pages.skipped", values.NAME, "Topic written: pages without an article")
    dlq_topic: str = _setting("STREAMS_DLQ_TOPIC", "pages.dlq", values.NAME, "Topic written: dead letters")
    partitions: int = _setting("STREAMS_PARTITIONS", 8, values.at_least(1), "Partitions of each new topic")
    replication_factor: int = _setting(
        "STREAMS_REPLICATION_FACTOR", 1, values.at_least(1), "Copies of each partition of a new topic")
    raw_retention_hours: int = _setting(
        "STREAMS_RAW_RETENTION_HOURS", 168, values.at_least(0), "Raw and skipped pages are kept so long; 0: for ever")
    articles_retention_hours: int = _setting(
        "STREAMS_ARTICLES_RETENTION_HOURS", 0, values.at_least(0), "Articles are kept so long; 0: for ever")
    dlq_retention_hours: int = _setting(
        "STREAMS_DLQ_RETENTION_HOURS", 720, values.at_least(0), "Dead letters are kept so long; 0: for ever")
    articles_cleanup_policy: str = _setting(
        "STREAMS_ARTICLES_CLEANUP_POLICY", "delete", values.one_of("delete", "compact"),
        "`compact` keeps the newest record of each article only")
    processes: int = _setting(
        "STREAMS_PROCESSES", 0, values.at_least(0), "Child processes that work on pages; 0: one a core")
    page_timeout: float = _setting("STREAMS_PAGE_TIMEOUT", 20.0, values.SECONDS, "A page may take so long")
    page_memory: int = _setting(
        "STREAMS_PAGE_MEMORY", 1024 * MIB, values.at_least(256 * MIB), "Address space of a child process, in bytes")
    pages_per_child: int = _setting(
        "STREAMS_PAGES_PER_CHILD", 20_000, values.at_least(1), "Pages after which a child process is replaced")
    max_message_bytes: int = _setting(
        "STREAMS_MAX_MESSAGE_BYTES", 10 * MIB, values.at_least(1024), "Largest raw message, in bytes")
    max_page_bytes: int = _setting(
        "STREAMS_MAX_PAGE_BYTES", 20 * MIB, values.at_least(1024), "Largest page once unpacked, in bytes")
    max_nesting: int = _setting("STREAMS_MAX_NESTING", 2000, values.at_least(10), "Deepest nesting of elements")
    window_pages: int = _setting(
        "STREAMS_WINDOW_PAGES", 64, values.at_least(1), "Pages a worker has in hand at a time")
    window_bytes: int = _setting(
        "STREAMS_WINDOW_BYTES", 64 * MIB, values.at_least(1024), "Bytes of pages a worker has in hand at a time")
    drain_timeout: float = _setting(
        "STREAMS_DRAIN_TIMEOUT", 30.0, values.SECONDS, "After SIGTERM, pages in hand may take so long")
    delivery: str = _setting(
        "STREAMS_DELIVERY", "at_least_once", values.one_of("at_least_once", "exactly_once"),
        "`exactly_once` writes outcomes and offsets in transactions; for readers with `isolation.level=read_committed`")
    worker_deaths: int = _setting(
        "STREAMS_WORKER_DEATHS", 4, values.at_least(3),
        "A page on which so many workers died one after another becomes a dead letter")
    stall_timeout: float = _setting(
        "STREAMS_STALL_TIMEOUT", 300.0, values.SECONDS, "A worker that does not get on for so long ends with status 6")
    log_format: str = _setting(
        "STREAMS_LOG_FORMAT", "auto", values.one_of("auto", "json", "text"),
        "`auto`: text on a terminal, else JSON; where it is not set, LOG_FORMAT is read")
    state_home: str = _setting(
        "XDG_STATE_HOME", "~/.local/state", values.TEXT, "Folder for what commands remember, in its `streams`")
    log_level: str = _setting(
        "STREAMS_LOG_LEVEL", "info", values.one_of("debug", "info", "warning", "error"), "Least severity logged")
    summary_interval: float = _setting(
        "STREAMS_SUMMARY_INTERVAL", 60.0, values.SECONDS_OR_ZERO, "How often a summary line is logged; 0: never")
    drift_pages: int = _setting(
        "STREAMS_DRIFT_PAGES", 50, values.at_least(0),
        "Within so many pages of a host it is told that they changed; 0: never")
    status_page: str = _setting(
        "STREAMS_STATUS_PAGE", "auto", values.one_of("auto", "on", "off"),
        "Status page at `/`; `auto`: if WEB_BIND is a loopback address or STREAMS_STATUS_TOKEN is set; `on`: always")
    status_token: str | None = _setting(
        "STREAMS_STATUS_TOKEN", None, values.TOKEN, "What a visitor of the status page must know", secret=True)
    # fmt: on

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """The settings that the environment gives. Raises `SettingsError` for the first that cannot be."""
        environ = os.environ if environ is None else environ
        _refuse_unknown(environ)
        texts = _texts(environ)
        settings = cls(
            **{item.attribute: item.parse(texts[item.name]) for item in SETTINGS if item.name in texts}
        )
        _check_together(settings)
        return settings

    @property
    def group(self) -> str:
        """The consumer group, as Faust forms it."""
        return self.app_id if self.app_version == 1 else f"{self.app_id}-v{self.app_version}"

    @property
    def limits(self) -> Limits:
        """The ceilings for one page."""
        return Limits(
            message_bytes=self.max_message_bytes, page_bytes=self.max_page_bytes, nesting=self.max_nesting
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must not be seen in a log."""
        return tuple(
            value for item in SETTINGS if item.secret and (value := getattr(self, item.attribute, None))
        )

    def shown(self) -> dict[str, str]:
        """Each variable with its value as text, in order, secrets masked."""
        return {item.name: item.show(getattr(self, item.attribute)) for item in SETTINGS}


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of one setting: for `streams config`, for documents, and for reading it."""

    name: str
    """Name of the environment variable."""
    attribute: str
    """Name in `Settings`."""
    default: str
    """The default as it would be written in the environment."""
    expected: str
    """What a value must be, with its unit."""
    meaning: str
    secret: bool
    read: Callable[[str], Any]

    def parse(self, text: str) -> Any:
        """The value that `text` stands for. Raises `SettingsError`."""
        try:
            return self.read(text.strip())
        except Invalid as error:
            shown = MASK if self.secret or error.secret else text
            raise SettingsError(f"{self.name}={shown}: expected {self.expected}") from None

    def show(self, value: Any) -> str:
        """The value as it would be written in the environment, or a mask."""
        return MASK if self.secret and value else values.as_text(value)


def _described(item: Any) -> Setting:
    about = item.metadata
    value: Value[Any] = about["value"]
    return Setting(
        about["name"],
        item.name,
        values.as_text(item.default),
        value.expected,
        about["meaning"],
        about["secret"],
        value.read,
    )


SETTINGS: tuple[Setting, ...] = tuple(_described(item) for item in fields(Settings))
_NAMES = frozenset(item.name for item in SETTINGS)


def given(environ: Mapping[str, str] | None = None) -> frozenset[str]:
    """The names of the settings that the environment gives; of all others the default holds."""
    return frozenset(_texts(os.environ if environ is None else environ))


def _texts(environ: Mapping[str, str]) -> dict[str, str]:
    """What is set of each setting, by its own name."""
    found = {
        name: environ.get(name, "") or environ.get(OTHER_NAMES.get(name, ""), "") for name in sorted(_NAMES)
    }
    return {name: text for name, text in found.items() if text}


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in _NAMES:
            # Its value is not repeated: STREAMS_SASL_PASSWORD has one that nobody must see.
            raise SettingsError(f"{name}: expected one of the names that `streams config` lists")


def _check_together(settings: Settings) -> None:
    for name, holds, expected in (
        (
            "BROKER_SESSION_TIMEOUT",
            settings.broker_session_timeout <= settings.broker_request_timeout,
            "at most BROKER_REQUEST_TIMEOUT",
        ),
        (
            "BROKER_HEARTBEAT_INTERVAL",
            settings.broker_heartbeat_interval * 2 <= settings.broker_session_timeout,
            "at most half of BROKER_SESSION_TIMEOUT",
        ),
        (
            "SASL_USERNAME",
            not settings.security_protocol.startswith("SASL")
            or bool(settings.sasl_username and settings.sasl_password),
            "a user, and SASL_PASSWORD, as SECURITY_PROTOCOL says SASL",
        ),
        (
            "SSL_CERTFILE",
            settings.ssl_keyfile is None or settings.ssl_certfile is not None,
            "a certificate, as SSL_KEYFILE is given",
        ),
        (
            "PRODUCER_MAX_REQUEST_SIZE",
            settings.producer_max_request_size > settings.max_message_bytes,
            "more than STREAMS_MAX_MESSAGE_BYTES, so that a dead letter can be written",
        ),
        (
            "STREAMS_STALL_TIMEOUT",
            settings.stall_timeout > 2 * settings.page_timeout,
            "more than twice STREAMS_PAGE_TIMEOUT, as a slow page is no stall",
        ),
        (
            "STREAMS_ARTICLES_TOPIC",
            len({settings.raw_topic, settings.articles_topic, settings.skipped_topic, settings.dlq_topic})
            == 4,
            "four topics that differ",
        ),
    ):
        if not holds:
            _refuse(settings, name, expected)


def _refuse(settings: Settings, name: str, expected: str) -> NoReturn:
    raise SettingsError(f"{name}={settings.shown()[name]}: expected {expected}")
