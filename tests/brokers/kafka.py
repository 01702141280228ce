"""Decides how a node of Apache Kafka itself is run: in KRaft mode, from the jars that tests/kafka/pom.xml names."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self
from uuid import uuid4

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from streams.processes import LOOPBACK, dies_with_parent, free_port, stop
from tests.brokers.worker import RUN, RUN_VARIABLE

HOME = Path(__file__).parents[1] / "kafka"
JARS = HOME / "target" / "jars"
JAVA_AT_LEAST = 17
READY_SECONDS = 90.0
STOP_SECONDS = 20.0
ATTEMPTS = 3
USER = "worker"
PASSWORD = f"pw-{uuid4().hex}"
JAVA = ("java", "-Xms64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=WARN")
HEAP_MB = 512
PROPERTIES = """\
process.roles=broker,controller
node.id={node}
controller.quorum.voters={voters}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listeners=PLAINTEXT://{host}:{plain},SASL_PLAINTEXT://{host}:{sasl},CONTROLLER://{host}:{controller}
advertised.listeners=PLAINTEXT://{host}:{plain},SASL_PLAINTEXT://{host}:{sasl}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
sasl.enabled.mechanisms=PLAIN
listener.name.sasl_plaintext.plain.sasl.jaas.config=\
org.apache.kafka.common.security.plain.PlainLoginModule required user_{user}="{password}";
log.dirs={data}
auto.create.topics.enable=false
min.insync.replicas={in_sync}
offsets.topic.replication.factor={copies}
offsets.topic.num.partitions=4
transaction.state.log.replication.factor={copies}
transaction.state.log.num.partitions=4
transaction.state.log.min.isr={in_sync}
share.coordinator.state.topic.replication.factor={copies}
share.coordinator.state.topic.min.isr={in_sync}
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.cleaner.backoff.ms=500
"""


class KafkaNode:
    """A node of Apache Kafka while the `with` block lasts, on free ports, its data in a temporary folder."""

    def __init__(self) -> None:
        self.url = ""
        """The listener without credentials, as `127.0.0.1:PORT`."""
        self.sasl_url = ""
        """The listener that asks for `USER` and `PASSWORD` by SASL/PLAIN."""
        self.pid = 0
        """Its process."""
        self._cleanup = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as cleanup:
            folder = Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="streams-kafka-")))
            for attempt in range(ATTEMPTS):
                if self._start(folder / str(attempt), cleanup):
                    self._cleanup = cleanup.pop_all()
                    return self
            raise RuntimeError(f"Kafka did not start; its log ends with:\n{_tail(folder)}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cleanup.close()

    def settings(self, ports: Ports) -> Mapping[str, str]:
        """What its server.properties has beside what all nodes have, or otherwise."""
        return {}

    def users(self) -> Sequence[str]:
        """Options of Kafka's storage tool that make the users which are there from the start."""
        return ()

    def _start(self, folder: Path, cleanup: ExitStack) -> bool:
        folder.mkdir()
        ports = Ports.free()
        properties = folder / "server.properties"
        properties.write_text(server_properties([ports], 1, folder / "data", self.settings(ports)))
        subprocess.run([*format_command(properties), *self.users()], check=True, capture_output=True)
        process = launch(properties, folder / "kafka.log")
        cleanup.callback(stop, process, STOP_SECONDS)
        self.url, self.sasl_url = f"{LOOPBACK}:{ports.plain}", f"{LOOPBACK}:{ports.sasl}"
        self.pid = process.pid
        return is_ready(process, self.url)


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of one node."""

    plain: int
    sasl: int
    controller: int

    @classmethod
    def free(cls) -> Self:
        """Three free ports of the loopback address."""
        return cls(free_port(), free_port(), free_port())


def server_properties(
    nodes: Sequence[Ports], number: int, data: Path, settings: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The server.properties of node `number`, counted from 1, of a cluster in which all are brokers and voters."""
    ports = nodes[number - 1]
    voters = (f"{node}@{LOOPBACK}:{each.controller}" for node, each in enumerate(nodes, 1))
    common = PROPERTIES.format(
        node=number,
        voters=",".join(voters),
        copies=len(nodes),
        in_sync=len(nodes) // 2 + 1,
        host=LOOPBACK,
        plain=ports.plain,
        sasl=ports.sasl,
        controller=ports.controller,
        user=USER,
        password=PASSWORD,
        data=data,
    )
    return common + "".join(f"{name}={value}\n" for name, value in settings.items())


def format_command(properties: Path) -> list[str]:
    """Prepares a node's data folder."""
    cluster = "c3RyZWFtcy10ZXN0cy0wMQ"  # 16 bytes in base64, as Kafka wants its ids
    return java("kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties))


def launch(properties: Path, log: Path, heap_mb: int = HEAP_MB) -> subprocess.Popen[bytes]:
    """Start a node, in a process group of its own; it ends with the thread that called this."""
    with log.open("ab") as output:
        return subprocess.Popen(
            java("kafka.Kafka", str(properties), heap_mb=heap_mb),
            env={**os.environ, RUN_VARIABLE: RUN},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=dies_with_parent(),  # noqa: PLW1509 - one call into a library that is loaded already
        )


def java(main: str, *arguments: str, heap_mb: int = HEAP_MB) -> list[str]:
    """The command that runs a class of Kafka's jars."""
    return [*JAVA, f"-Xmx{heap_mb}m", "-cp", f"{JARS}/*", main, *arguments]


def missing() -> str | None:
    """What this machine lacks to run Kafka; None where it has all."""
    lacking = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    if lacking:
        return f"no {' and no '.join(lacking)}"
    version = _java_version()
    return None if version >= JAVA_AT_LEAST else f"java is {version}, not {JAVA_AT_LEAST} or newer"


def resolve_jars() -> None:
    """Have Maven bring Kafka's jars to `JARS`, unless they are there for this pom already; one process at a time."""
    with (HOME / "pom.xml").open() as pom:
        fcntl.flock(pom, fcntl.LOCK_EX)
        _resolve_jars()


def _resolve_jars() -> None:
    stamp = JARS / "pom.sha256"
    wanted = hashlib.sha256((HOME / "pom.xml").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    shutil.rmtree(JARS, ignore_errors=True)
    command = ("mvn", "-B", "-ntp", "-q", "dependency:copy-dependencies", f"-DoutputDirectory={JARS}")
    maven = subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=False)
    if maven.returncode:
        raise RuntimeError(f"Maven could not bring Kafka's jars:\n{maven.stdout}{maven.stderr}")
    stamp.write_text(wanted)


def _java_version() -> int:
    said = subprocess.run(("java", "-version"), capture_output=True, text=True, check=True).stderr
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def is_ready(process: subprocess.Popen[bytes], url: str) -> bool:
    """Wait until the node answers; False where it ended before, or is given up."""
    admin = AdminClient({"bootstrap.servers": url, "log_level": 0})
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            admin.list_topics(timeout=1)
        except KafkaException:
            time.sleep(0.1)
        else:
            return True
    return False


def _tail(folder: Path) -> str:
    logs = sorted(folder.glob("*/kafka.log"))
    return "\n".join(log.read_text(errors="replace")[-2000:] for log in logs)
