"""Decides how the contracts of `schemas/` are told as JSON Schema 2020-12."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from schemas import headers
from schemas.article import SCHEMA_VERSION, Article, Quality
from schemas.page import Page
from schemas.rejection import Reason, Stage
from scripts.source import docs_of

TYPE_NAMES = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

DATE = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$"
SHARE: Schema = {"minimum": 0, "maximum": 1}
ABSOLUTE: Schema = {"pattern": "^https?://[^\\s]+$"}

FIELDS = [field.name for field in dataclasses.fields(Article)]

# What a field's type does not tell, by class and name.
NARROWED: Mapping[tuple[str, str], Schema] = {
    ("Article", "url"): ABSOLUTE,
    ("Article", "canonical_url"): ABSOLUTE,
    ("Article", "domain"): {"minLength": 1},
    ("Article", "text"): {"minLength": 1},
    ("Article", "date_published"): {"pattern": DATE},
    ("Article", "date_modified"): {"pattern": DATE},
    ("Article", "language"): {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
    ("Article", "image"): ABSOLUTE,
    ("Article", "word_count"): {"minimum": 0},
    ("Article", "content_hash"): {"pattern": "^[0-9a-f]{32}$"},
    ("Article", "fingerprint"): {"pattern": "^[0-9a-f]{16}$"},
    ("Article", "schema_version"): {"pattern": rf"^{SCHEMA_VERSION.partition('.')[0]}\.\d+$"},
    ("Article", "sources"): {"propertyNames": {"enum": FIELDS}},
    ("Image", "url"): ABSOLUTE,
    ("Link", "url"): ABSOLUTE,
    **{("Quality", field.name): SHARE for field in dataclasses.fields(Quality)},
}

RAW = (
    headers.URL,
    headers.FETCHED_AT,
    headers.HTTP_STATUS,
    headers.CONTENT_TYPE,
    headers.CONTENT_ENCODING,
    *headers.PASSED_THROUGH,
)
OUTCOME = (
    headers.CE_SPECVERSION,
    headers.CE_TYPE,
    headers.CE_SOURCE,
    headers.CE_ID,
    headers.CE_TIME,
    headers.SOURCE_TOPIC,
    headers.SOURCE_PARTITION,
    headers.SOURCE_OFFSET,
    headers.EXTRACTOR_VERSION,
    headers.REPLAY_ID,
)
SKIP = (headers.SKIP_REASON, headers.SKIP_DETAIL)
ERRORS = (
    headers.ERRORS_TOPIC,
    headers.ERRORS_PARTITION,
    headers.ERRORS_OFFSET,
    headers.ERRORS_CONNECTOR_NAME,
    headers.ERRORS_STAGE,
    headers.ERRORS_EXCEPTION_CLASS,
    headers.ERRORS_EXCEPTION_MESSAGE,
    headers.ERRORS_REASON,
    headers.ERRORS_ATTEMPTS,
    headers.ERRORS_FINGERPRINT,
    headers.ERRORS_FIRST_FAILED_AT,
)
SHORTENED = (headers.ERRORS_VALUE_ENCODING, headers.TRUNCATED_LENGTH, headers.TRUNCATED_SHA256)
# A raw page without a timestamp gives an outcome without one.
ALWAYS = tuple(name for name in OUTCOME if name not in {headers.CE_TIME, headers.REPLAY_ID})

# What a header's name does not tell.
WORDS: Mapping[str, Schema] = {
    headers.CE_SPECVERSION: {"const": "1.0"},
    headers.REDRIVEN_FROM: {"pattern": r"^[^/]+/\d+/\d+$"},
    headers.SKIP_REASON: {"enum": [str(reason) for reason in Reason]},
    headers.ERRORS_REASON: {"enum": [str(reason) for reason in Reason]},
    headers.ERRORS_STAGE: {"enum": [str(stage) for stage in Stage]},
    headers.ERRORS_EXCEPTION_MESSAGE: {"maxLength": 300},
    **{
        name: {"pattern": r"^\d+$"}
        for name in (
            headers.SOURCE_PARTITION,
            headers.SOURCE_OFFSET,
            headers.ERRORS_PARTITION,
            headers.ERRORS_OFFSET,
            headers.ERRORS_ATTEMPTS,
            headers.TRUNCATED_LENGTH,
        )
    },
}


def article() -> Schema:
    """The value of a record on the articles topic."""
    definitions: dict[str, Schema] = {}
    schema = _of_class(Article, definitions)
    return {
        "$schema": DIALECT,
        "$id": "article.schema.json",
        "title": "Article",
        **schema,
        "$defs": dict(sorted(definitions.items())),
    }


def page() -> Schema:
    """The JSON envelope of a raw page; null is as good as absent."""
    docs = docs_of(Page)
    text: Schema = {"type": ["string", "null"]}
    return {
        "$schema": DIALECT,
        "$id": "page.schema.json",
        "title": "Page",
        "description": "Value of a raw page whose content-type header is application/json.",
        "type": "object",
        "properties": {
            "url": {"description": f"{docs['url']} Else the header `url` or the key has it.", **text},
            "html": {"description": "The page as text.", **text},
            "html_base64": {"description": docs["body"], "contentEncoding": "base64", **text},
            "content_type": {"description": docs["content_type"], **text},
            "fetched_at": {"description": docs["fetched_at"], "format": "date-time", **text},
            "http_status": {"description": docs["http_status"], "type": ["integer", "null"]},
            "headers": {
                "description": "Headers of the response; its `content-type` stands in for `content_type`.",
                "type": ["object", "null"],
            },
        },
        "oneOf": [_only("html", "html_base64"), _only("html_base64", "html")],
    }


def dead_letter() -> Schema:
    """A record on the dead-letter topic, its bytes told as base64."""
    text: Schema = {"type": "string", "contentEncoding": "base64"}
    return {
        "$schema": DIALECT,
        "$id": "dead_letter.schema.json",
        "title": "Dead letter",
        "description": "A page that could not be processed. Key and value are bytes, here in base64.",
        "type": "object",
        "properties": {
            "key": {"description": "Key of the raw page.", **text, "type": ["string", "null"]},
            "value": {
                "description": "Value of the raw page; untouched, unless a header says otherwise.",
                **text,
            },
            "headers": {"$ref": "headers.schema.json#/$defs/dead_letter"},
        },
        "required": ["key", "value", "headers"],
        "additionalProperties": False,
    }


def header_sets() -> Schema:
    """The headers of every kind of record, each as an object of texts."""
    return {
        "$schema": DIALECT,
        "$id": "headers.schema.json",
        "title": "Headers",
        "description": "Kafka headers by kind of record. A dead letter keeps all others of its raw page.",
        "$defs": {
            "page": _header_set(RAW),
            "article": _header_set(
                (headers.CONTENT_TYPE, *OUTCOME, *headers.PASSED_THROUGH),
                required=(headers.CONTENT_TYPE, *ALWAYS),
            ),
            "skipped": _header_set(
                (headers.URL, *SKIP, *OUTCOME, *headers.PASSED_THROUGH), required=(*SKIP, *ALWAYS)
            ),
            "dead_letter": _header_set((*RAW, *OUTCOME, *ERRORS, *SHORTENED), required=(*ALWAYS, *ERRORS)),
        },
    }


FILES: Mapping[str, Callable[[], Schema]] = {
    "article.schema.json": article,
    "dead_letter.schema.json": dead_letter,
    "headers.schema.json": header_sets,
    "page.schema.json": page,
}


def _only(present: str, absent: str) -> Schema:
    return {
        "required": [present],
        "properties": {present: {"type": "string"}, absent: {"type": "null"}},
    }


def _header_set(names: tuple[str, ...], required: tuple[str, ...] = ()) -> Schema:
    docs = {getattr(headers, name): text for name, text in docs_of(headers).items()}
    return {
        "type": "object",
        "properties": {
            name: {"description": docs[name], "type": "string", **WORDS.get(name, {})} for name in names
        },
        "required": list(required),
    }


def _of_class(cls: type, definitions: dict[str, Schema]) -> Schema:
    hints, docs = get_type_hints(cls), docs_of(cls)
    names = [field.name for field in dataclasses.fields(cls)]
    return {
        "description": cls.__doc__,
        "type": "object",
        "properties": {
            name: {
                "description": docs[name],
                **_of_hint(hints[name], definitions),
                **NARROWED.get((cls.__name__, name), {}),
            }
            for name in names
        },
        "required": names,
    }


def _of_hint(hint: Any, definitions: dict[str, Schema]) -> Schema:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in TYPE_NAMES:
        return {"type": TYPE_NAMES[hint]}
    if origin in (Union, UnionType):
        return {"type": [TYPE_NAMES[argument] for argument in arguments]}
    if origin is tuple:
        return {"type": "array", "items": _of_hint(arguments[0], definitions)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of_hint(arguments[1], definitions)}
    if issubclass(hint, StrEnum):
        return {"enum": [str(member) for member in hint]}
    definitions.setdefault(hint.__name__, {})
    definitions[hint.__name__] = _of_class(hint, definitions)
    return {"$ref": f"#/$defs/{hint.__name__}"}
