"""Decides how three nodes of Apache Kafka form one cluster, and how one of them is stopped, killed and brought back."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from streams.processes import LOOPBACK
from tests.brokers import kafka
from tests.brokers.kafka import Ports
from tests.brokers.witness import TIMEOUT

NODES = 3
HEAP_MB = 256
WHOLE_SECONDS = 300.0
# Below the ports that systems give to outgoing connections: a client that tries again and again to reach a broker
# that is down would at some time connect to itself, and the broker could not have its port back.
PORTS = range(20_000, 32_000)
# The controllers miss a broker after so long; a machine with other work needs more than a moment.
SETTINGS = {"broker.session.timeout.ms": "6000", "broker.heartbeat.interval.ms": "1000"}


class Node:
    """One node, on its own ports and its own data, through all its starts."""

    def __init__(self, number: int, folder: Path, url: str) -> None:
        self.number = number
        self.url = url
        self.is_stopped = False
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def properties(self) -> Path:
        """Its configuration."""
        return self._folder / "server.properties"

    @property
    def log(self) -> Path:
        """What it has printed."""
        return self._folder / "kafka.log"

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """Its present process, or the last one."""
        assert self._process is not None
        return self._process

    @property
    def is_up(self) -> bool:
        """Whether it runs and is not stopped."""
        return self.process.poll() is None and not self.is_stopped

    def start(self) -> None:
        """Start it, on the data that it had."""
        self._process = kafka.launch(self.properties, self.log, HEAP_MB)

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()
        self.is_stopped = False

    def stop(self) -> None:
        """Let it hang, as by SIGSTOP."""
        os.kill(self.process.pid, signal.SIGSTOP)
        self.is_stopped = True

    def go_on(self) -> None:
        """End what `stop` began."""
        os.kill(self.process.pid, signal.SIGCONT)
        self.is_stopped = False

    def come_back(self) -> None:
        """Be up again, whatever was done to it."""
        if self.is_stopped:
            self.go_on()
        elif not self.is_up:
            self.start()


class Cluster:
    """Three nodes while the `with` block lasts, all of them brokers and voters, everything kept three times."""

    def __init__(self, folder: Path) -> None:
        """All data lie in `folder`, which is removed at the end."""
        self._folder = folder
        ports = [Ports(*numbers) for numbers in _free_ports(NODES)]
        self.nodes = [
            Node(number, folder / str(number), f"{LOOPBACK}:{each.plain}")
            for number, each in enumerate(ports, 1)
        ]
        self.url = ",".join(node.url for node in self.nodes)
        for node in self.nodes:
            node.properties.parent.mkdir(parents=True)
            data = node.properties.parent / "data"
            node.properties.write_text(kafka.server_properties(ports, node.number, data, SETTINGS))

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave nothing behind."""
        for node in self.nodes:
            if node._process is not None:
                node.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def missing_copies(self) -> int:
        """How many copies of partitions are not in step; of all, if the cluster does not answer."""
        if not all(node.is_up for node in self.nodes):
            return NODES
        admin = AdminClient({"bootstrap.servers": self.url, "log_level": 0})
        try:
            topics = admin.list_topics(timeout=TIMEOUT / 10)
        except KafkaException:
            return NODES
        partitions = [each for topic in topics.topics.values() for each in topic.partitions.values()]
        absent = NODES - len(topics.brokers)
        return absent + sum(len(each.replicas) - len(each.isrs) for each in partitions)

    def is_whole(self) -> bool:
        """Whether every node is up and every copy in step, so that one node may fail."""
        return self.missing_copies() == 0

    def wait_whole(self) -> None:
        """Wait until it is."""
        wait_for(self.is_whole, WHOLE_SECONDS, lambda: f"the cluster is not whole:\n{self.tail()}")

    def coordinator(self, group: str) -> Node | None:
        """The node that coordinates the consumer group; None where nobody can say."""
        admin = AdminClient({"bootstrap.servers": self.url, "log_level": 0})
        try:
            asked = admin.describe_consumer_groups([group], request_timeout=TIMEOUT)
            found = asked[group].result(TIMEOUT).coordinator
        except KafkaException:
            return None
        return self.nodes[found.id - 1] if found and found.id > 0 else None

    def tail(self, length: int = 2000) -> str:
        """The end of each node's log."""
        return "\n".join(node.log.read_text(errors="replace")[-length:] for node in self.nodes)

    def _start(self) -> None:
        # At the same time, yet from this thread: the nodes end with the thread that started them.
        formats = [
            subprocess.Popen(kafka.format_command(node.properties), stdout=subprocess.DEVNULL)
            for node in self.nodes
        ]
        assert [process.wait() for process in formats] == [0] * NODES, "a data folder could not be prepared"
        for node in self.nodes:
            node.start()
        ready = [kafka.is_ready(node.process, node.url) for node in self.nodes]
        assert all(ready), f"the cluster did not start:\n{self.tail()}"
        self.wait_whole()


@contextmanager
def alone(folder: Path) -> Iterator[Node]:
    """A node that is the only one there is while the `with` block lasts, on data in `folder` that outlive its ends."""
    ports = Ports.free()
    made = Node(1, folder, f"{LOOPBACK}:{ports.plain}")
    folder.mkdir()
    made.properties.write_text(kafka.server_properties([ports], 1, folder / "data"))
    subprocess.run(kafka.format_command(made.properties), check=True, capture_output=True)
    made.start()
    try:
        assert kafka.is_ready(made.process, made.url), made.log.read_text(errors="replace")
        yield made
    finally:
        made.kill()


def wait_for(condition: Callable[[], bool], seconds: float, complaint: Callable[[], str]) -> None:
    """Wait until the condition holds; fail with the complaint if it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, complaint()
        time.sleep(0.2)


def _free_ports(nodes: int) -> list[tuple[int, int, int]]:
    candidates = iter(random.SystemRandom().sample(PORTS, len(PORTS)))
    free = (port for port in candidates if _is_free(port))
    return [(next(free), next(free), next(free)) for _ in range(nodes)]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) != 0
