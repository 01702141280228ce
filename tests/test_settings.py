from __future__ import annotations

import pytest

from schemas.limits import Limits
from streams.settings import SETTINGS, Settings, SettingsError, given


def test_an_empty_environment_gives_the_defaults() -> None:
    """Nothing has to be set."""
    assert Settings.from_env({}) == Settings()


def test_an_empty_variable_counts_as_not_set() -> None:
    """A compose file may pass on a variable that nobody has set."""
    assert Settings.from_env({"BROKER_URL": "", "STREAMS_PROCESSES": ""}) == Settings()


@pytest.mark.parametrize(
    ("name", "text", "attribute", "value"),
    [
        ("BROKER_URL", "kafka://a:1, b , [::1]:9", "bootstrap_servers", ("a:1", "b:9092", "[::1]:9")),
        ("APP_VERSION", "2", "group", "streams-v2"),
        ("PRODUCER_COMPRESSION_TYPE", "none", "producer_compression_type", None),
        ("PRODUCER_LINGER", "0", "producer_linger", 0.0),
        ("SECURITY_PROTOCOL", "ssl", "security_protocol", "SSL"),
        ("STREAMS_PAGE_TIMEOUT", " 2.5 ", "page_timeout", 2.5),
        ("STREAMS_MAX_NESTING", "50", "limits", Limits(nesting=50)),
        ("STREAMS_RAW_TOPIC", "in", "raw_topic", "in"),
    ],
)
def test_a_value_is_read(name: str, text: str, attribute: str, value: object) -> None:
    """Each variable ends up, as a value of its kind, under its attribute."""
    assert getattr(Settings.from_env({name: text}), attribute) == value


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"STREAMS_PAGE_TIMEOUT": "0"}, "STREAMS_PAGE_TIMEOUT=0: expected seconds, more than 0"),
        ({"STREAMS_PAGE_TIMEOUT": "nan"}, "STREAMS_PAGE_TIMEOUT=nan: expected seconds"),
        ({"PRODUCER_LINGER": "soon"}, "PRODUCER_LINGER=soon: expected seconds, 0 or more"),
        ({"WEB_PORT": "70000"}, "WEB_PORT=70000: expected a port, 1 to 65535"),
        ({"WEB_PORT": "9" * 5000}, "WEB_PORT=999"),
        ({"STREAMS_PARTITIONS": "0"}, "STREAMS_PARTITIONS=0: expected a whole number, 1 or more"),
        ({"STREAMS_PARTITIONS": "1e3"}, "STREAMS_PARTITIONS=1e3: expected a whole number"),
        ({"STREAMS_RAW_TOPIC": "pages raw"}, "STREAMS_RAW_TOPIC=pages raw: expected letters"),
        ({"BROKER_URL": "http://a:1"}, "BROKER_URL=http://a:1: expected host:port"),
        ({"BROKER_URL": "a:99999"}, "BROKER_URL=a:99999: expected host:port"),
        ({"SASL_MECHANISM": "GSSAPI"}, "SASL_MECHANISM=GSSAPI: expected one of PLAIN"),
        ({"STREAMS_LOG_FORMAT": "xml"}, "STREAMS_LOG_FORMAT=xml: expected one of auto, json, text"),
        ({"LOG_FORMAT": "xml"}, "STREAMS_LOG_FORMAT=xml: expected one of auto, json, text"),
        ({"STREAMS_PROCESES": "4"}, "STREAMS_PROCESES: expected one of the names"),
        ({"SECURITY_PROTOCOL": "SASL_SSL"}, "SASL_USERNAME=: expected a user, and SASL_PASSWORD"),
        ({"SSL_KEYFILE": "key.pem"}, "SSL_CERTFILE=: expected a certificate"),
        ({"BROKER_SESSION_TIMEOUT": "50"}, "BROKER_SESSION_TIMEOUT=50: expected at most"),
        ({"BROKER_HEARTBEAT_INTERVAL": "10"}, "BROKER_HEARTBEAT_INTERVAL=10: expected at most half"),
        ({"PRODUCER_MAX_REQUEST_SIZE": "1000000"}, "PRODUCER_MAX_REQUEST_SIZE=1000000: expected more than"),
        (
            {"STREAMS_DLQ_TOPIC": "articles"},
            "STREAMS_ARTICLES_TOPIC=articles: expected four topics that differ",
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused(environ: dict[str, str], told: str) -> None:
    """One line names the variable, its value and what was expected."""
    with pytest.raises(SettingsError) as refusal:
        Settings.from_env(environ)
    assert str(refusal.value).startswith(told)
    assert "\n" not in str(refusal.value)


def test_secrets_are_neither_shown_nor_represented() -> None:
    """A password is only in the attribute that the client is given."""
    environ = {"SASL_USERNAME": "worker", "SASL_PASSWORD": "hunter2", "SSL_KEY_PASSWORD": "swordfish"}
    settings = Settings.from_env(environ)
    told = repr(settings) + str(settings.shown())
    assert settings.secrets == ("hunter2", "swordfish")
    assert "worker" in told
    assert "hunter2" not in told
    assert "swordfish" not in told


def test_credentials_in_an_address_are_refused_unseen() -> None:
    """A password that was put into BROKER_URL is not repeated in the error."""
    with pytest.raises(SettingsError) as refusal:
        Settings.from_env({"BROKER_URL": "kafka://worker:hunter2@broker:9092"})
    assert str(refusal.value).startswith("BROKER_URL=***: expected host:port")


def test_a_password_under_a_wrong_name_is_refused_unseen() -> None:
    """Whoever takes SASL_PASSWORD for one of our names does not find it in the log of the start."""
    with pytest.raises(SettingsError) as refusal:
        Settings.from_env({"STREAMS_SASL_PASSWORD": "hunter2"})
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("environ", "format_"),
    [
        ({"LOG_FORMAT": "text"}, "text"),
        ({"LOG_FORMAT": "text", "STREAMS_LOG_FORMAT": ""}, "text"),
        ({"LOG_FORMAT": "text", "STREAMS_LOG_FORMAT": "json"}, "json"),
    ],
)
def test_the_format_of_the_log_has_a_common_name_too(environ: dict[str, str], format_: str) -> None:
    """`LOG_FORMAT` holds where ours is not set, and counts as set."""
    assert Settings.from_env(environ).log_format == format_
    assert "STREAMS_LOG_FORMAT" in given(environ)


def test_shown_values_can_be_read_again() -> None:
    """What `shown` tells is what would be written in the environment."""
    settings = Settings.from_env({"BROKER_URL": "a:1,b:2", "STREAMS_PAGE_TIMEOUT": "0.25"})
    assert Settings.from_env(settings.shown()) == settings


def test_every_setting_is_described() -> None:
    """Each has a name of its own, a meaning, and a default that it accepts itself."""
    assert len({item.name for item in SETTINGS}) == len(SETTINGS)
    assert all(item.meaning and item.expected for item in SETTINGS)
    assert Settings.from_env({item.name: item.default for item in SETTINGS}) == Settings()
