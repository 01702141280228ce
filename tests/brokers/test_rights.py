"""With exactly the rights that are documented everything works; without one of them nothing fails quietly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from streams import topics
from streams.cli import main
from streams.preflight import PreflightError, check
from streams.rights import RIGHTS, Operation, Resource, Right, needed
from streams.settings import Settings
from tests.brokers import inputs
from tests.brokers.secure import PASSWORD, Grants, SecureKafka
from tests.brokers.stream import Stream, stream_on
from tests.brokers.verifier import verify

pytestmark = pytest.mark.kafka

PAGES = 8
EXACT = {"STREAMS_DELIVERY": "exactly_once"}
COMMANDS = {
    "topics": "topics",
    "ingest": "ingest --base-url https://news.example.org/ examples/pages/01-seed-semantic.html",
    "tail": "tail --no-follow",
    "replay": "replay --all --processes 1",
    "compare": "compare",
    "audit": "audit",
    "dlq": "dlq list",
    "dlq redrive": "dlq redrive --yes --limit 1",
    "export": "export --warc raw.warc.gz",
}
IMPLY_DESCRIBE = {Operation.READ, Operation.WRITE}
WITHOUT = [(command, right) for command in COMMANDS for right in RIGHTS[command]]


@pytest.fixture(scope="module")
def grants(secure_kafka: SecureKafka) -> Grants:
    """What the one user may do."""
    return Grants(secure_kafka)


@pytest.fixture(scope="module")
def worked(
    secure_kafka: SecureKafka, grants: Grants, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stream]:
    """A stream whose pages a worker has done that had just its rights, and wrote them with their offsets as one."""
    with stream_on(secure_kafka.url, tmp_path_factory.mktemp("worked"), EXACT) as stream:
        stream.settings |= secure_kafka.scram
        work_off(stream, grants)
        yield stream


@pytest.fixture
def stream(secure_kafka: SecureKafka, tmp_path: Path) -> Iterator[Stream]:
    """A stream whose clients show a certificate."""
    with stream_on(secure_kafka.url, tmp_path) as made:
        made.settings |= secure_kafka.mutual
        yield made


def work_off(stream: Stream, grants: Grants) -> str:
    """Have a worker with exactly its rights do some pages; gives its log."""
    settings = Settings.from_env(stream.settings)
    grants.only(needed("worker", settings), settings)
    sent = [
        *inputs.pages(PAGES - 2, "rights"),
        inputs.KINDS["feed"]("f").input,
        inputs.KINDS["PDF"]("p").input,
    ]
    places = stream.witness.send(stream.raw, sent)
    worker = stream.worker()
    stream.wait_committed(len(places), by=worker)
    assert worker.terminate() == 0, worker.tail()
    verify(stream, places).holds_once()
    return worker.output()


def ran(command: str, given: dict[str, str], folder: Path) -> Result:
    """What a command said and how it ended."""
    words = COMMANDS[command].replace("raw.warc.gz", str(folder / "raw.warc.gz")).split()
    return CliRunner(env={**given, "XDG_STATE_HOME": str(folder)}).invoke(main, words)


def with_new_topics(given: dict[str, str]) -> dict[str, str]:
    """The same settings with names of topics that nobody has made yet."""
    name = uuid4().hex
    return {key: f"{value}-{name}" if key.endswith("_TOPIC") else value for key, value in given.items()}


def test_a_worker_that_shows_a_certificate_works_with_exactly_its_rights(
    stream: Stream, grants: Grants
) -> None:
    """Every page has its outcome, once, and the log tells of no refusal."""
    assert "uthorization" not in work_off(stream, grants)


def test_a_worker_with_a_password_works_with_exactly_its_rights_and_exactly_once(worked: Stream) -> None:
    """Transactions want one right more; the password is not in the log."""
    log = worked.workers[0].output()
    assert "uthorization" not in log
    assert PASSWORD not in log


@pytest.mark.parametrize("right", RIGHTS["worker, exactly once"], ids=str)
@pytest.mark.parametrize("left", [(), (Operation.DESCRIBE,)], ids=["not seen", "seen"])
async def test_a_worker_does_not_start_without_one_of_them(
    right: Right, left: tuple[Operation, ...], worked: Stream, grants: Grants
) -> None:
    """The line begins with the setting that names what the user has no right to, and says what is to be granted."""
    settings = Settings.from_env(worked.settings)
    others = set(needed("worker", settings)) - {right}
    grants.only([*others, *(Right(operation, right.resource) for operation in left)], settings)
    with pytest.raises(PreflightError) as told:
        await check(settings)
    line = str(told.value)
    assert line.startswith(
        f"{right.resource}=" if line.count("may not see it") else f"{right.resource}: user "
    )
    assert "\n" not in line
    assert f"the right {right.operation.word} on " in line


def test_a_worker_that_lacks_a_right_ends_with_a_line(worked: Stream, grants: Grants) -> None:
    """The status is that of a start that cannot be."""
    settings = Settings.from_env(worked.settings)
    grants.only(set(needed("worker", settings)) - {Right(Operation.READ, Resource.GROUP)}, settings)
    worker = worked.worker()
    assert worker.wait_exit() == 3, worker.tail()
    told = f"streams worker: APP_ID: user newsroom lacks the right Read on group {settings.group}; grant it\n"
    assert worker.output() == told


def test_a_worker_whose_right_is_taken_away_ends(stream: Stream, grants: Grants) -> None:
    """It could commit nothing more: its status is that of a fault, and the log names it."""
    settings = Settings.from_env(stream.settings)
    grants.only(needed("worker", settings), settings)
    worker = stream.worker().ready()
    grants.only(set(needed("worker", settings)) - {Right(Operation.READ, Resource.GROUP)}, settings)
    assert worker.wait_exit() == 1, worker.tail()
    told = [line["message"] for line in worker.lines() if line.get("event.action") == "crashed"]
    assert len(told) == 1
    assert "GroupAuthorizationFailedError" in told[0]


@pytest.mark.parametrize(("command", "right"), WITHOUT, ids=str)
def test_a_command_fails_without_one_of_them(
    command: str,
    right: Right,
    worked: Stream,
    grants: Grants,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With one line, so no right is documented that is not needed; also where it may still see the topic."""
    monkeypatch.setattr(topics, "LISTING_SECONDS", 0.2)
    given = with_new_topics(worked.settings) if right.operation is Operation.CREATE else worked.settings
    settings = Settings.from_env(given)
    seen = {Right(Operation.DESCRIBE, right.resource)} if right.operation in IMPLY_DESCRIBE else set()
    grants.only(set(needed(command, settings)) - {right} | seen, settings)
    result = ran(command, given, tmp_path)
    assert result.exit_code in {2, 3}, result.output
    told = result.stderr.splitlines()[-1]
    assert told.startswith("streams: error: ")


# After those: a dead letter that was sent again is sent no more.
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_works_with_exactly_its_rights(
    command: str, worked: Stream, grants: Grants, tmp_path: Path
) -> None:
    """As documented, and nothing more."""
    settings = Settings.from_env(worked.settings)
    grants.only(needed(command, settings), settings)
    result = ran(command, worked.settings, tmp_path)
    assert result.exit_code == 0, result.output


def test_topics_are_made_with_exactly_the_rights_for_it(
    worked: Stream, grants: Grants, tmp_path: Path
) -> None:
    """And then compared."""
    given = with_new_topics(worked.settings)
    settings = Settings.from_env(given)
    grants.only(needed("topics", settings), settings)
    first, second = (ran("topics", given, tmp_path).output for _ in range(2))
    assert first.count(" created ") == second.count(" as it should be ") == 4


def test_the_check_of_the_settings_tells_what_a_user_lacks(
    worked: Stream, grants: Grants, secure_kafka: SecureKafka
) -> None:
    """What cannot be looked at is a note; for whom may look there is none but that there is one copy."""
    settings = Settings.from_env(worked.settings)
    grants.only(set(needed("worker", settings)) - {Right(Operation.READ, Resource.GROUP)}, settings)
    user = checked(worked.settings)
    assert user["wrong"] == [
        f"APP_ID: user newsroom lacks the right Read on group {settings.group}",
    ]
    assert len(user["note"]) == len(("configs of each topic",) * 4 + ("limits", "copies"))
    operator = checked({**worked.settings, "BROKER_URL": secure_kafka.url, "SECURITY_PROTOCOL": "PLAINTEXT"})
    assert "wrong" not in operator
    assert len(operator["note"]) == 1
    assert "speaks like Apache Kafka 4.1 or newer" in operator["ok"]


def checked(given: dict[str, str]) -> dict[str, list[str]]:
    """What was found, by its state."""
    output = CliRunner(env=given).invoke(main, ["config", "--check", "--json"]).stdout
    found: dict[str, list[str]] = {}
    for line in map(json.loads, output.splitlines()):
        found.setdefault(line["state"], []).append(line["found"])
    return found
