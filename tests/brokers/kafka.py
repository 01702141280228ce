"""Runs one node of Apache Kafka itself, in KRaft mode, from the jars that tests/kafka/pom.xml names."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from streams.processes import LOOPBACK, dies_with_parent, free_port, stop

HOME = Path(__file__).parents[1] / "kafka"
JARS = HOME / "target" / "jars"
JAVA_AT_LEAST = 17
READY_SECONDS = 90.0
STOP_SECONDS = 20.0
ATTEMPTS = 3
USER = "worker"
PASSWORD = f"pw-{uuid4().hex}"
JAVA = ("java", "-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=WARN")
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller}
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
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
"""


class KafkaNode:
    """A node of Apache Kafka while the `with` block lasts, on free ports, its data in a temporary folder."""

    def __init__(self) -> None:
        self.url = ""
        """The listener without credentials, as `127.0.0.1:PORT`."""
        self.sasl_url = ""
        """The listener that asks for `USER` and `PASSWORD` by SASL/PLAIN."""
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

    def _start(self, folder: Path, cleanup: ExitStack) -> bool:
        folder.mkdir()
        ports = Ports.free()
        properties = folder / "server.properties"
        properties.write_text(ports.properties(folder / "data"))
        _format_storage(properties)
        with (folder / "kafka.log").open("wb") as log:
            process = subprocess.Popen(
                _java("kafka.Kafka", str(properties)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                preexec_fn=dies_with_parent(),  # noqa: PLW1509 - one call into a library that is loaded already
            )
        cleanup.callback(stop, process, STOP_SECONDS)
        self.url, self.sasl_url = f"{LOOPBACK}:{ports.plain}", f"{LOOPBACK}:{ports.sasl}"
        return _is_ready(process, self.url)


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

    def properties(self, data: Path) -> str:
        """The node's server.properties."""
        return PROPERTIES.format(
            host=LOOPBACK,
            plain=self.plain,
            sasl=self.sasl,
            controller=self.controller,
            user=USER,
            password=PASSWORD,
            data=data,
        )


def missing() -> str | None:
    """What this machine lacks to run Kafka; None where it has all."""
    lacking = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    if lacking:
        return f"no {' and no '.join(lacking)}"
    version = _java_version()
    return None if version >= JAVA_AT_LEAST else f"java is {version}, not {JAVA_AT_LEAST} or newer"


def resolve_jars() -> None:
    """Have Maven bring Kafka's jars to `JARS`, unless they are there for this pom already."""
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


def _java(main: str, *arguments: str) -> list[str]:
    return [*JAVA, "-cp", f"{JARS}/*", main, *arguments]


def _format_storage(properties: Path) -> None:
    cluster = "c3RyZWFtcy10ZXN0cy0wMQ"  # 16 bytes in base64, as Kafka wants its ids
    command = _java("kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(properties))
    subprocess.run(command, check=True, capture_output=True)


def _is_ready(process: subprocess.Popen[bytes], url: str) -> bool:
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
