from __future__ import annotations

import json
import signal
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from streams.cli import main
from tests.brokers.worker import environment, left_behind
from tests.cli.command import ROOT, arguments, streams

SAMPLES = ROOT / "examples" / "pages"
FILES = {"article": "articles.jsonl", "skipped": "skipped.jsonl", "dead": "dead.jsonl"}
# What a person has set for their own broker is not for the demo's.
ELSEWHERE = {"BROKER_URL": "kafka.example:9092", "SECURITY_PROTOCOL": "SSL", "STREAMS_PARTITIONS": "1"}


def lines(path: Path) -> list[dict[str, Any]]:
    """JSON lines of a file."""
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def made(folder: Path, *entries: dict[str, Any]) -> Path:
    """A folder with a manifest and two pages."""
    folder.mkdir()
    (folder / "shell.html").write_bytes(b"<html><body></body></html>")
    (folder / "report.pdf").write_bytes(b"%PDF-1.7 no page")
    (folder / "manifest.json").write_text(json.dumps(entries))
    return folder


@pytest.mark.broker
def test_the_samples_become_what_their_manifest_says(tmp_path: Path) -> None:
    """The main job: every page has its one outcome, in the table and in one of three files."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    settings = {**ELSEWHERE, "TMPDIR": str(scratch)}
    result = streams("demo", "--output", tmp_path / "out", settings=settings)
    text = result.stdout.decode()
    assert (result.returncode, result.stderr) == (0, b""), text
    manifest = json.loads((SAMPLES / "manifest.json").read_bytes())
    assert [entry["file"] for entry in manifest if entry["file"] and f"\n{entry['file']} " not in text] == []
    assert f"\n{len(manifest)} pages in " in text
    assert "\neach page became what its manifest says\n" in text
    files = {kind: lines(tmp_path / "out" / name) for kind, name in FILES.items()}
    expected = [entry["expect"]["outcome"] for entry in manifest]
    assert {kind: len(found) for kind, found in files.items()} == {
        kind: expected.count(kind) for kind in FILES
    }
    assert list(scratch.iterdir()) == []
    assert left_behind() == []


@pytest.mark.broker
def test_what_is_not_as_expected_is_told(tmp_path: Path) -> None:
    """The line names the page, what was expected and what came; the files hold who, why and where from."""
    folder = made(
        tmp_path / "pages",
        {"file": "shell.html", "url": "https://news.example/a", "expect": {"outcome": "article"}},
        {"file": "report.pdf", "url": "https://news.example/b", "expect": {"outcome": "dead"}},
        {"file": None, "key": "https://news.example/c"},
    )
    result = streams("demo", "--pages", folder, "--output", tmp_path / "out")
    assert (result.returncode, result.stderr) == (1, b"")
    assert "\n  shell.html: expected article, got skipped: empty\n" in result.stdout.decode()
    shell, tombstone = lines(tmp_path / "out" / "skipped.jsonl")
    assert (shell["file"], shell["url"], shell["reason"]) == ("shell.html", "https://news.example/a", "empty")
    assert (tombstone["key"], tombstone["reason"]) == ("https://news.example/c", "tombstone")
    (dead,) = lines(tmp_path / "out" / "dead.jsonl")
    pdf = (folder / "report.pdf").read_bytes()
    assert (dead["value_bytes"], dead["value_sha256"]) == (len(pdf), sha256(pdf).hexdigest())
    assert (dead["topic"], dead["reason"]) == ("pages.raw", "unsupported_type")
    assert lines(tmp_path / "out" / "articles.jsonl") == []


@pytest.mark.broker
def test_a_demo_that_takes_too_long_says_so(tmp_path: Path) -> None:
    """With what the worker said last, and nothing is left running."""
    result = streams("demo", "--timeout", "1", "--output", tmp_path / "out")
    assert result.returncode == 1
    assert result.stderr.decode().startswith("streams: error: 0 of ")
    assert left_behind() == []


@pytest.mark.broker
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("step", ["broker", "worker", "ingested"])
def test_a_demo_that_is_stopped_leaves_nothing(tmp_path: Path, step: str, number: signal.Signals) -> None:
    """At whichever step: no process, no file, one line and the exit code of Ctrl-C."""
    with subprocess.Popen(
        arguments("demo", "--output", tmp_path / "out"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment({"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}),
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        while not process.stdout.readline().startswith(step.encode()):
            assert process.poll() is None
        process.send_signal(number)
        _, told = process.communicate()
    assert (process.returncode, told.decode().strip()) == (130, "streams: error: stopped")
    assert left_behind() == []
    assert list(tmp_path.iterdir()) == []


def test_without_the_samples_it_is_told_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation has none: they are in the repository."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("streams.cli.demo.CHECKOUT", tmp_path)
    result = CliRunner().invoke(main, ["demo"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "run it in a checkout of the repository, or name a folder with --pages" in result.stderr


def test_a_folder_without_manifest_is_told(tmp_path: Path) -> None:
    """Before anything is started."""
    result = streams("demo", "--pages", tmp_path)
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.decode() == (
        f"streams: error: no manifest.json in {tmp_path} (see 'streams demo --help')\n"
    )


def test_an_output_that_is_no_folder_is_told(tmp_path: Path) -> None:
    """Before the work is done in vain."""
    (tmp_path / "out").touch()
    result = streams("demo", "--output", tmp_path / "out")
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"is a file" in result.stderr


def test_a_wrong_manifest_is_told(tmp_path: Path) -> None:
    """With the entry that is wrong."""
    folder = made(tmp_path / "pages", {"file": "a.html", "expect": {"outcome": "lost"}})
    result = streams("demo", "--pages", folder)
    assert result.returncode == 2
    assert b"entry 1: expect: 'outcome' must be one of article, skipped, dead" in result.stderr
