"""What is run outside tests says what the code says: image, compose file, settings, lock files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from streams.cli import main
from streams.processes import LOOPBACK, free_port, stop
from streams.settings import SETTINGS, Settings
from streams.worker import COMMIT_TIMEOUT, STOP_TIMEOUT
from tests.brokers import kafka as apache

ROOT = Path(__file__).parents[1]
SETTING_NAMES = {setting.name for setting in SETTINGS}


def read(name: str) -> str:
    """A file of the repository as text."""
    return (ROOT / name).read_text(encoding="utf-8")


PROJECT: Mapping[str, Any] = tomllib.loads(read("pyproject.toml"))["project"]
GROUPS: Mapping[str, Any] = tomllib.loads(read("pyproject.toml"))["dependency-groups"]
COMPOSE: Mapping[str, Any] = yaml.safe_load(read("docker-compose.yml"))
SERVICES: Mapping[str, Any] = COMPOSE["services"]
IMAGE_DEPENDENCIES = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["warc"]]
ALL_DEPENDENCIES = [
    *IMAGE_DEPENDENCIES,
    *PROJECT["optional-dependencies"]["demo"],
    *(line for name in GROUPS.keys() - {"bench", "supply"} for line in GROUPS[name] if isinstance(line, str)),
]
LOCKS = [f"requirements{kind}.lock" for kind in ("", "-dev", "-bench", "-supply")]
BENCH_DEPENDENCIES = [*IMAGE_DEPENDENCIES, *GROUPS["bench"]]


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, continued lines joined."""
    lines = read("Dockerfile").replace("\\\n", " ").splitlines()
    split = (line.partition(" ") for line in lines if line.strip() and not line.startswith("#"))
    return [(name, " ".join(rest.split())) for name, _, rest in split]


def final_stage() -> dict[str, str]:
    """The last value of each instruction of the stage that is run."""
    found = instructions()
    start = max(number for number, (name, _) in enumerate(found) if name == "FROM")
    return dict(found[start:])


def health_check() -> list[str]:
    """The command of the image's health check, in exec form."""
    command: list[str] = json.loads(final_stage()["HEALTHCHECK"].partition("CMD ")[2])
    return command


@contextmanager
def answering(status: int) -> Iterator[tuple[int, list[str]]]:
    """A server on a free port that answers every request so; its port, and the paths that were asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, paths
        server.shutdown()
        thread.join()


def broker_properties(folder: Path) -> dict[str, str]:
    """The compose file's broker as its image reads it, on free ports of this machine."""
    text = json.dumps(SERVICES["kafka"]["environment"])
    for port in re.findall(r"://:(\d+)", text):
        free = str(free_port())
        text = text.replace(f"://:{port}", f"://{LOOPBACK}:{free}")
        text = re.sub(rf"(localhost|kafka):{port}", f"{LOOPBACK}:{free}", text)
    settings = {name: str(value) for name, value in json.loads(text).items() if name.startswith("KAFKA_")}
    named = {name.removeprefix("KAFKA_").lower().replace("_", "."): value for name, value in settings.items()}
    return {**named, "log.dirs": str(folder / "data")}


@contextmanager
def running_broker(properties: Mapping[str, str], folder: Path) -> Iterator[None]:
    """Apache Kafka with these properties while the block lasts."""
    path = folder / "server.properties"
    path.write_text("".join(f"{name}={value}\n" for name, value in properties.items()))
    java = [*apache.JAVA, "-cp", f"{apache.JARS}/*"]
    cluster = SERVICES["kafka"]["environment"]["CLUSTER_ID"]
    format_storage = [*java, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(path)]
    subprocess.run(format_storage, check=True, capture_output=True)
    with (folder / "kafka.log").open("wb") as log:
        process = subprocess.Popen([*java, "kafka.Kafka", str(path)], stdout=log, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        stop(process, apache.STOP_SECONDS)


def brokers_known_at(url: str) -> list[str]:
    """The addresses that a broker sends its clients on to, once it answers."""
    admin = AdminClient({"bootstrap.servers": url, "log_level": 0})
    deadline = time.monotonic() + apache.READY_SECONDS
    while True:
        try:
            known = admin.list_topics(timeout=1).brokers.values()
        except KafkaException:
            if time.monotonic() > deadline:
                raise
        else:
            return [f"{broker.host}:{broker.port}" for broker in known]


def locked(name: str) -> dict[str, str]:
    """The packages of a lock file, each with its version."""
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[.+?\])?==([^ ;\\]+)", read(name), flags=re.MULTILINE))


def unmet(requirements: list[str], versions: Mapping[str, str]) -> list[str]:
    """The requirements that these versions do not meet."""
    parsed = [
        (re.sub(r"[-_.]+", "-", Requirement(line).name.lower()), Requirement(line)) for line in requirements
    ]
    return [str(needed) for name, needed in parsed if not needed.specifier.contains(versions.get(name, "0"))]


def test_the_image_runs_as_a_user_without_rights() -> None:
    """A page that takes over the worker is not root."""
    assert int(final_stage()["USER"]) >= 1000


def test_the_image_starts_a_worker_and_stops_it_by_sigterm() -> None:
    """SIGTERM is what the worker drains at."""
    stage = final_stage()
    assert json.loads(stage["ENTRYPOINT"])[0] in PROJECT["scripts"]
    assert json.loads(stage["CMD"]) == ["worker"]
    assert stage["STOPSIGNAL"] == "SIGTERM"


def test_the_image_installs_only_what_the_lock_file_names() -> None:
    """Nothing unknown gets into an image: each file that is installed has a known hash."""
    installs = [command for name, command in instructions() if name == "RUN" and "pip install" in command]
    assert "--require-hashes -r requirements.lock" in installs[0]
    assert "--no-deps" in installs[1]


def test_every_stage_begins_with_the_same_pinned_python() -> None:
    """A package built in one stage runs in the other, on a Python that the project supports."""
    bases = {image.split()[0] for name, image in instructions() if name == "FROM"}
    assert len(bases) == 1
    version = re.fullmatch(r"python:(3\.\d+)(?:\.\d+)?-slim-\w+", bases.pop())
    assert version
    assert SpecifierSet(PROJECT["requires-python"]).contains(version[1])


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    """The build context holds all that the Dockerfile asks for."""
    copied = {
        path
        for name, line in instructions()
        if name == "COPY" and "--from" not in line
        for path in line.split()[:-1]
    }
    kept = {line.removeprefix("!") for line in read(".dockerignore").splitlines() if line.startswith("!")}
    assert copied == kept
    assert all((ROOT / path).exists() for path in copied)


def test_the_image_sets_only_known_variables() -> None:
    """A setting that was renamed is renamed in the image."""
    names = set(re.findall(r"(\w+)=", final_stage()["ENV"])) - {
        "PATH",
        "PYTHONUNBUFFERED",
        "PYTHONDONTWRITEBYTECODE",
    }
    assert names
    assert names <= SETTING_NAMES


@pytest.mark.parametrize(("status", "is_healthy"), [(200, True), (503, False)])
def test_the_health_check_believes_healthz(status: int, is_healthy: bool) -> None:
    """The container is healthy exactly where the worker says so."""
    with answering(status) as (port, paths):
        environ = {**os.environ, "WEB_PORT": str(port)}
        command = [sys.executable, *health_check()[1:]]
        done = subprocess.run(command, env=environ, capture_output=True, check=False)
    assert (done.returncode == 0) is is_healthy
    assert paths == ["/healthz"]


def test_the_worker_waits_for_a_healthy_broker_and_its_topics() -> None:
    """The first `docker compose up` works, in whatever order containers come up."""
    assert SERVICES["worker"]["depends_on"] == {
        "kafka": {"condition": "service_healthy"},
        "topics": {"condition": "service_completed_successfully"},
    }
    assert SERVICES["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    assert SERVICES["kafka"]["healthcheck"]["test"][0] == "CMD"


def test_the_worker_scales() -> None:
    """Two workers on one machine do not want the same port or name."""
    assert not {"ports", "container_name"} & set(SERVICES["worker"])


def test_a_stopping_worker_has_time_to_drain() -> None:
    """Docker kills after the grace period, so the drain ends before."""
    grace = re.fullmatch(r"(\d+)s", SERVICES["worker"]["stop_grace_period"])
    assert grace
    assert int(grace[1]) > Settings().drain_timeout + COMMIT_TIMEOUT + STOP_TIMEOUT


@pytest.mark.parametrize("service", ["topics", "worker"])
def test_our_services_run_known_commands_with_known_settings(service: str) -> None:
    """A command or setting that was renamed is renamed in the compose file."""
    assert SERVICES[service]["command"][0] in main.offered
    assert set(SERVICES[service]["environment"]) <= SETTING_NAMES


def test_our_services_and_the_ui_reach_the_broker_within_the_network() -> None:
    """The broker sends clients on to the address that it advertises, so that must be the one they use."""
    kafka = SERVICES["kafka"]["environment"]
    advertised = dict(pair.split("://") for pair in kafka["KAFKA_ADVERTISED_LISTENERS"].split(","))
    assert SERVICES["worker"]["environment"]["BROKER_URL"] == advertised["NETWORK"]
    assert SERVICES["ui"]["environment"]["KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS"] == advertised["NETWORK"]
    assert advertised["HOST"] == Settings().bootstrap_servers[0]
    assert SERVICES["kafka"]["healthcheck"]["test"][-1] == advertised["NETWORK"]


def test_every_listener_of_the_broker_has_a_protocol_and_a_port() -> None:
    """Apache Kafka refuses to start otherwise."""
    kafka = SERVICES["kafka"]["environment"]
    names = {
        name: {pair.split(":")[0] for pair in kafka[name].split(",")}
        for name in ("KAFKA_LISTENERS", "KAFKA_ADVERTISED_LISTENERS", "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP")
    }
    controller = {kafka["KAFKA_CONTROLLER_LISTENER_NAMES"]}
    assert names["KAFKA_LISTENERS"] == names["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"]
    assert names["KAFKA_ADVERTISED_LISTENERS"] == names["KAFKA_LISTENERS"] - controller
    assert kafka["KAFKA_INTER_BROKER_LISTENER_NAME"] in names["KAFKA_ADVERTISED_LISTENERS"]


@pytest.mark.kafka
@pytest.mark.usefixtures("kafka")
def test_the_broker_of_the_compose_file_starts(tmp_path: Path) -> None:
    """Apache Kafka accepts the settings, and sends each client on to the listener that it came by."""
    properties = broker_properties(tmp_path)
    advertised = dict(pair.split("://") for pair in properties["advertised.listeners"].split(","))
    with running_broker(properties, tmp_path):
        for address in advertised.values():
            assert brokers_known_at(address) == [address]


def test_the_compose_file_has_the_kafka_that_tests_run_on() -> None:
    """What is deployed is what was tested."""
    tested = re.search(
        r"<artifactId>kafka_[\d.]+</artifactId>\s*<version>([\d.]+)<", read("tests/kafka/pom.xml")
    )
    assert tested
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{tested[1]}"


def test_every_image_has_a_fixed_tag() -> None:
    """The same file starts the same software next year."""
    images = [service["image"] for service in SERVICES.values() if "build" not in service]
    assert all(re.search(r":v?\d+\.\d+\.\d+$", image) for image in images)


def test_the_example_environment_is_the_defaults() -> None:
    """Every setting is in .env.example, with its default."""
    lines = [line[1:] for line in read(".env.example").splitlines() if re.match(r"#[A-Z]", line)]
    assert [line.partition("=")[0] for line in lines] == [setting.name for setting in SETTINGS]
    assert Settings.from_env(dict(line.split("=", 1) for line in lines)) == Settings()


@pytest.mark.parametrize(
    ("lock", "requirements"),
    [
        ("requirements.lock", IMAGE_DEPENDENCIES),
        ("requirements-dev.lock", ALL_DEPENDENCIES),
        ("requirements-bench.lock", BENCH_DEPENDENCIES),
        ("requirements-supply.lock", GROUPS["supply"]),
    ],
)
def test_a_lock_file_meets_the_project(lock: str, requirements: list[str]) -> None:
    """After a change of dependencies `make lock` was run."""
    assert unmet(requirements, locked(lock)) == []


def test_the_lock_files_agree() -> None:
    """What is tested and measured is what is deployed."""
    deployed = locked("requirements.lock").items()
    assert deployed <= locked("requirements-dev.lock").items()
    assert deployed <= locked("requirements-bench.lock").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_has_hashes_and_no_addresses(lock: str) -> None:
    """Each file is known by its hash, wherever it is fetched from."""
    text = read(lock)
    assert "://" not in text
    assert "--index-url" not in text
    packages = re.findall(r"^[a-z0-9.-]+(?:\[.+?\])?==", text, flags=re.MULTILINE)
    hashed = re.findall(r"^[a-z0-9.-]+(?:\[.+?\])?==.*\\\n +--hash=sha256:", text, flags=re.MULTILINE)
    assert len(hashed) == len(packages) > 0


def test_every_dependency_has_its_reason() -> None:
    """A dependency is a decision."""
    reasons = read("docs/decisions/0001-dependencies.md")
    names = [Requirement(line).name for line in (*ALL_DEPENDENCIES, *GROUPS["bench"], *GROUPS["supply"])]
    assert [name for name in names if f"`{name}`" not in reasons] == []


@pytest.mark.parametrize("name", [".ci/run", "scripts/venv.sh", "scripts/lock.sh"])
def test_scripts_can_be_run(name: str) -> None:
    """A script is executable and stops at its first error."""
    assert os.access(ROOT / name, os.X_OK)
    assert "set -euo pipefail" in read(name)
    subprocess.run(["bash", "-n", ROOT / name], check=True)
