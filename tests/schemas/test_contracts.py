"""The contract files say what the code does, and real output keeps to them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from schemas import headers
from schemas.page import Page
from schemas.rejection import PageError, Reason
from scripts import contracts
from streams import manifest
from streams.dead_letter import dead_letter, smaller
from streams.outcome import Kind, Outcome, outcome_of
from streams.records import Message, Record, article_record, skipped_record
from streams.settings import Settings
from streams.topics import desired

SCHEMAS = contracts.ROOT / "schemas"
SAMPLES = contracts.ROOT / "examples" / "pages"
ASYNCAPI: Mapping[str, Any] = yaml.safe_load((SCHEMAS / "asyncapi.yaml").read_text(encoding="utf-8"))
FILES = {path.name: json.loads(path.read_bytes()) for path in SCHEMAS.glob("*.schema.json")}
REGISTRY: Registry[Any] = Registry().with_resources(
    (name, Resource.from_contents(schema)) for name, schema in FILES.items()
)
HEADER_NAMES = {value for name, value in vars(headers).items() if name.isupper() and isinstance(value, str)}


def closed(schema: Any) -> Any:
    """The same schema, but no object may have a property that is not described: for our own output."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {name: closed(item) for name, item in schema.items()}
    return {"additionalProperties": False, **shut} if "properties" in shut and "type" in shut else shut


def validator(schema: Mapping[str, Any]) -> Draft202012Validator:
    """Checks formats too, and finds the other schema files."""
    return Draft202012Validator(schema, registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER)


@cache
def samples() -> Mapping[str, tuple[Message, Outcome]]:
    """The sample pages as messages, and what became of each, by file name."""
    entries = manifest.load(SAMPLES / manifest.FILE_NAME)
    sent = {entry.name: message_of(entry) for entry in entries}
    return {
        name: (message, outcome_of(message.key, message.value, message.headers))
        for name, message in sent.items()
    }


def message_of(entry: manifest.Entry) -> Message:
    """A sample as it lies on the raw topic."""
    told = {**entry.headers, **({headers.URL: entry.url} if entry.url else {})}
    return Message(
        topic="pages.raw",
        partition=3,
        offset=14,
        timestamp=1_700_000_000_000,
        key=entry.key.encode() if entry.key else None,
        value=(SAMPLES / entry.file).read_bytes() if entry.file else None,
        headers=tuple((name, value.encode()) for name, value in told.items()),
    )


def of_kind(kind: Kind) -> list[tuple[Message, Outcome]]:
    """The samples that come to this end."""
    return [(message, outcome) for message, outcome in samples().values() if outcome.kind is kind]


def header_object(record: Record) -> dict[str, str | None]:
    """Headers as an object of texts."""
    return {
        name: value if value is None else value.decode(errors="replace") for name, value in record.headers
    }


def buried(message: Message, outcome: Outcome) -> Record:
    """The dead letter of a sample."""
    return dead_letter(
        message, outcome, topic="pages.dlq", group="streams", failed_at="2026-01-02T03:04:05.678Z"
    )


def shown(record: Record) -> dict[str, Any]:
    """A dead letter as `dead_letter.schema.json` shows it."""
    return {
        "key": record.key if record.key is None else base64.b64encode(record.key).decode(),
        "value": base64.b64encode(record.value).decode(),
        "headers": header_object(record),
    }


def dereferenced(node: Any, document: Any) -> Iterator[Any]:
    """What every `$ref` within `node` points at."""
    if isinstance(node, list):
        for item in node:
            yield from dereferenced(item, document)
    elif isinstance(node, dict):
        if "$ref" in node:
            name, _, pointer = node["$ref"].partition("#")
            yield at(FILES[name] if name else document, pointer)
        for item in node.values():
            yield from dereferenced(item, document)


def at(document: Any, pointer: str) -> Any:
    """What a JSON pointer points at; raises `KeyError`."""
    for step in pointer.split("/")[1:]:
        document = document[step]
    return document


def test_the_generated_files_are_up_to_date() -> None:
    """Schemas, docs and .env.example say what the code says: `make contracts` writes them."""
    assert contracts.stale() == []


def test_check_names_what_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`make check` fails with the names of the files, and `make contracts` mends it."""
    assert contracts.main(["--check"], tmp_path) == 1
    assert "docs/fields.md is not up to date" in capsys.readouterr().err
    assert contracts.main([], tmp_path) == 0
    assert contracts.main(["--check"], tmp_path) == 0


@pytest.mark.parametrize("name", FILES)
def test_a_schema_file_is_a_schema(name: str) -> None:
    """Each file is JSON Schema 2020-12 and named as it calls itself."""
    Draft202012Validator.check_schema(FILES[name])
    assert FILES[name]["$id"] == name
    assert all(dereferenced(FILES[name], FILES[name]))


def test_every_article_keeps_to_its_schema() -> None:
    """Each article of the samples validates, formats included, and has no field that is not described."""
    check = validator(closed(FILES["article.schema.json"]))
    articles = [outcome.payload for _, outcome in of_kind(Kind.ARTICLE)]
    assert articles
    for payload in articles:
        check.validate(json.loads(payload or b""))


def test_every_record_of_an_article_has_its_headers() -> None:
    """The headers of an article are those of the schema, no more."""
    check = validator(closed({"$ref": "headers.schema.json#/$defs/article"}))
    for message, outcome in of_kind(Kind.ARTICLE):
        check.validate(header_object(article_record(message, outcome, "articles")))


def test_every_skipped_page_has_its_headers() -> None:
    """The headers of a skipped page are those of the schema, no more."""
    check = validator({"$ref": "headers.schema.json#/$defs/skipped"})
    assert of_kind(Kind.SKIPPED)
    for message, outcome in of_kind(Kind.SKIPPED):
        check.validate(header_object(skipped_record(message, outcome, "pages.skipped")))


def test_every_dead_letter_keeps_to_its_schema() -> None:
    """Each dead letter validates, whole or shortened for the broker."""
    check = validator(FILES["dead_letter.schema.json"])
    assert of_kind(Kind.DEAD)
    for message, outcome in of_kind(Kind.DEAD):
        record = buried(message, outcome)
        for form in (record, *smaller(record, 4096)):
            check.validate(shown(form))


def test_the_article_schema_refuses_what_is_not_an_article() -> None:
    """A missing, mistyped or unknown value does not pass."""
    check = validator(closed(FILES["article.schema.json"]))
    (_, outcome), *_ = of_kind(Kind.ARTICLE)
    record = json.loads(outcome.payload or b"")
    changes: tuple[Mapping[str, Any], ...] = (
        {"text": None},
        {"blocks": [{"type": "song", "text": "la"}]},
        {"date_published": "yesterday"},
        {"word_count": -1},
        {"canonical_url": "/relative"},
        {"quality": {**record["quality"], "score": 1.5}},
        {"sources": {"colour": "meta"}},
        {"surprise": 1},
    )
    assert check.is_valid(record)
    assert not [change for change in changes if check.is_valid(record | change)]
    assert not check.is_valid({name: value for name, value in record.items() if name != "title"})


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "url": st.sampled_from(["https://example.com/a", None, 7]),
            "html": st.sampled_from(["<p>Text", None, 1]),
            "html_base64": st.sampled_from(["PHA+", None, []]),
            "content_type": st.sampled_from(["text/html", None, True]),
            "http_status": st.sampled_from([200, None, "200"]),
            "headers": st.sampled_from([{"content-type": ["text/html"]}, None, "none"]),
            "surprise": st.just("passed over"),
        },
    )
)
def test_the_page_schema_takes_the_envelopes_that_the_code_takes(envelope: Mapping[str, Any]) -> None:
    """A sender can check an envelope before it is sent."""
    sent = ((headers.CONTENT_TYPE, b"application/json"),)
    try:
        Page.from_message(b"https://example.com/key", json.dumps(envelope).encode(), sent)
        refused = False
    except PageError as error:
        refused = error.reason is Reason.INVALID_ENVELOPE
    assert validator(FILES["page.schema.json"]).is_valid(envelope) is not refused


def test_every_header_is_described_once() -> None:
    """The header schemas name exactly the headers of `schemas.headers`."""
    described = {
        name for kind in FILES["headers.schema.json"]["$defs"].values() for name in kind["properties"]
    }
    assert described == HEADER_NAMES - {headers.ERRORS_PREFIX}


def test_asyncapi_refers_only_to_what_is_there() -> None:
    """Every reference of asyncapi.yaml resolves, within it and into the schema files."""
    assert ASYNCAPI["asyncapi"].startswith("3.")
    assert all(target is not None for target in dereferenced(ASYNCAPI, ASYNCAPI))


def test_asyncapi_names_the_topics_that_are_made() -> None:
    """Channels, partitions and clean-up are those of the default settings."""
    told = {
        channel["address"]: (
            channel["bindings"]["kafka"]["topic"],
            channel["bindings"]["kafka"]["partitions"],
            channel["bindings"]["kafka"]["topicConfiguration"]["cleanup.policy"],
        )
        for channel in ASYNCAPI["channels"].values()
    }
    made = {
        topic.name: (topic.name, topic.partitions, [topic.configs["cleanup.policy"]])
        for topic in desired(Settings())
    }
    assert told == made


def test_asyncapi_tells_each_kind_of_message_its_headers() -> None:
    """Each message on an outcome topic points at the headers of its kind."""
    told = {
        name: message["headers"]["schema"]["$ref"].rpartition("/")[2]
        for name, message in ASYNCAPI["components"]["messages"].items()
        if "headers" in message
    }
    assert told == {
        "html": "page",
        "envelope": "page",
        "article": "article",
        "skipped": "skipped",
        "deadLetter": "dead_letter",
    }
