"""Decides what the broker lets this user do: it is asked, nothing is tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    GroupCoordinatorNotAvailableError,
    IncompatibleBrokerVersion,
    for_code,
)
from aiokafka.protocol.admin import DescribeGroupsRequest_v3, DescribeGroupsResponse_v3
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Int16, Int32, Schema, String

from streams.rights import Resource, Right
from streams.settings import Settings

Allowed = frozenset[int] | None
"""Numbers of operations; None where the broker does not tell."""

_UNTOLD = -(1 << 31)


class _MetadataResponse(Response):  # type: ignore[misc]  # untyped
    """From this version on answers tell the operations, says KIP-430."""

    API_KEY = 3
    API_VERSION = 8
    _PARTITION = Array(
        ("error_code", Int16),
        ("partition", Int32),
        ("leader", Int32),
        ("leader_epoch", Int32),
        ("replicas", Array(Int32)),
        ("isr", Array(Int32)),
        ("offline_replicas", Array(Int32)),
    )
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "brokers",
            Array(("node_id", Int32), ("host", String("utf-8")), ("port", Int32), ("rack", String("utf-8"))),
        ),
        ("cluster_id", String("utf-8")),
        ("controller_id", Int32),
        (
            "topics",
            Array(
                ("error_code", Int16),
                ("topic", String("utf-8")),
                ("is_internal", Boolean),
                ("partitions", _PARTITION),
                ("authorized_operations", Int32),
            ),
        ),
        ("cluster_authorized_operations", Int32),
    )


class _MetadataStruct(RequestStruct):  # type: ignore[misc]  # untyped
    API_KEY = 3
    API_VERSION = 8
    RESPONSE_TYPE = _MetadataResponse
    SCHEMA = Schema(
        ("topics", Array(String("utf-8"))),
        ("allow_auto_topic_creation", Boolean),
        ("include_cluster_authorized_operations", Boolean),
        ("include_topic_authorized_operations", Boolean),
    )


class _MetadataRequest(Request[_MetadataStruct]):  # type: ignore[misc]  # untyped
    """All topics that the user may see, and what it may do with each."""

    API_KEY = 3

    def build(self, request_struct_class: type[_MetadataStruct]) -> _MetadataStruct:
        return request_struct_class(None, False, False, True)


class _GroupStruct(DescribeGroupsRequest_v3):  # type: ignore[misc]  # untyped
    RESPONSE_TYPE = DescribeGroupsResponse_v3  # the client's own class has that of an older version


class _GroupRequest(Request[_GroupStruct]):  # type: ignore[misc]  # untyped
    """A group, and what the user may do with it."""

    API_KEY = 15

    def __init__(self, group: str) -> None:
        self._group = group

    def build(self, request_struct_class: type[_GroupStruct]) -> _GroupStruct:
        return request_struct_class([self._group], True)


async def lacking(admin: AIOKafkaAdminClient, rights: Iterable[Right], settings: Settings) -> list[Right]:
    """Those of the rights on topics and the group that the user has not. A topic that is not seen is passed over.

    So are transactional ids, of which the broker tells nothing. Raises what aiokafka raises.
    """
    topics = await _topics(admin)
    group = await _group(admin, settings.group)
    return [right for right in rights if not _is_allowed(right, _of(right, topics, group, settings))]


def _of(right: Right, topics: Mapping[str, Allowed], group: Allowed, settings: Settings) -> Allowed:
    if right.resource is Resource.TRANSACTIONS:
        return None
    return group if right.resource is Resource.GROUP else topics.get(right.name(settings))


def _is_allowed(right: Right, allowed: Allowed) -> bool:
    return allowed is None or right.operation in allowed


async def _topics(admin: AIOKafkaAdminClient) -> Mapping[str, Allowed]:
    answer = await _ask(admin, _MetadataRequest())
    found = answer.to_object()["topics"] if answer else ()
    return {topic["topic"]: _decoded(topic["authorized_operations"]) for topic in found}


async def _group(admin: AIOKafkaAdminClient, group: str) -> Allowed:
    try:
        node = await admin.find_coordinator(group)
    except GroupAuthorizationFailedError:
        return frozenset()
    except GroupCoordinatorNotAvailableError:
        return None  # no group has used this cluster yet, and it makes its topic only now
    answer = await _ask(admin, _GroupRequest(group), node)
    if answer is None:
        return None
    [found] = answer.to_object()["groups"]
    is_refused = for_code(found["error_code"]) is GroupAuthorizationFailedError
    return frozenset() if is_refused else _decoded(found["authorized_operations"])


async def _ask(admin: AIOKafkaAdminClient, request: Any, node: int | None = None) -> Any:
    try:
        return await admin._send_request(request, node)  # noqa: SLF001 - the client has no public way for it
    except (NotImplementedError, IncompatibleBrokerVersion):
        # aiokafka raises the one where the broker speaks other versions of the request (older than Kafka 2.3), the
        # other where it does not know the request at all.
        return None


def _decoded(bits: int) -> Allowed:
    """Operations are bits of a number, each at its own number."""
    return None if bits == _UNTOLD else frozenset(number for number in range(31) if bits >> number & 1)
