"""Decides how a broker that gives errors on demand is run: the mock cluster of librdkafka, in this process.

It is one broker, for one worker: it cannot share partitions, keeps some megabytes, and has no admin calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CDLL, POINTER, c_char_p, c_int, c_int16, c_int32, c_size_t, c_void_p, create_string_buffer
from pathlib import Path
from typing import Any

import confluent_kafka

# https://kafka.apache.org/protocol#protocol_api_keys
PRODUCE, OFFSET_COMMIT, SYNC_GROUP = 0, 8, 14
# Any kind of client can hold a cluster.
PRODUCER = 0


SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "conf_new": (c_void_p, []),
    "new": (c_void_p, [c_int, c_void_p, c_char_p, c_size_t]),
    "destroy": (None, [c_void_p]),
    "mock_cluster_new": (c_void_p, [c_void_p, c_int]),
    "mock_cluster_destroy": (None, [c_void_p]),
    "mock_cluster_bootstraps": (c_char_p, [c_void_p]),
    "mock_topic_create": (c_int, [c_void_p, c_char_p, c_int, c_int]),
    "mock_group_initial_rebalance_delay_ms": (None, [c_void_p, c_int32]),
    "mock_push_request_errors_array": (None, [c_void_p, c_int16, c_size_t, POINTER(c_int)]),
}


def _library() -> dict[str, Callable[..., Any]]:
    """The functions of the library that confluent-kafka brings along: Python's own binding has none of them."""
    [found] = Path(confluent_kafka.__file__).parents[1].glob("confluent_kafka.libs/librdkafka*.so*")
    library = CDLL(str(found))
    functions = {}
    for name, (result, arguments) in SIGNATURES.items():
        function = functions[name] = getattr(library, f"rd_kafka_{name}")
        function.restype, function.argtypes = result, arguments
    return functions


class MockBroker:
    """The broker while it runs."""

    def __init__(self, call: dict[str, Callable[..., Any]], cluster: int) -> None:
        self._call = call
        self._cluster = cluster
        self.url: str = call["mock_cluster_bootstraps"](cluster).decode()
        """As `127.0.0.1:PORT`."""

    def create(self, topic: str, partitions: int) -> None:
        """Make a topic."""
        error = self._call["mock_topic_create"](self._cluster, topic.encode(), partitions, 1)
        assert not error, error

    def answer(self, api: int, *errors: int) -> None:
        """Give these errors to the next requests of that kind, one each; 0 is none."""
        codes = (c_int * len(errors))(*errors)
        self._call["mock_push_request_errors_array"](self._cluster, api, len(errors), codes)


@contextmanager
def mock_broker() -> Iterator[MockBroker]:
    """A broker while the `with` block lasts."""
    call = _library()
    problem = create_string_buffer(512)
    client = call["new"](PRODUCER, call["conf_new"](), problem, len(problem))
    assert client, problem.value.decode()
    cluster = call["mock_cluster_new"](client, 1)
    call["mock_group_initial_rebalance_delay_ms"](cluster, 100)
    try:
        yield MockBroker(call, cluster)
    finally:
        call["mock_cluster_destroy"](cluster)
        call["destroy"](client)
