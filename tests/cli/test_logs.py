from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schemas.rejection import Reason
from streams.cli import main
from tests.cli.command import streams
from tests.logbook.recording import dead, recording
from tests.logbook.story import CHANGED, story


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of two workers with all kinds of faults."""
    path = tmp_path / "worker.log"
    path.write_bytes(b"\n".join(story()))
    return path


@pytest.fixture
def quiet(tmp_path: Path) -> Path:
    """A log in which all is well."""
    with recording() as made:
        for number in range(50):
            made.page(f"host-{number % 3}.example")
    path = tmp_path / "quiet.log"
    path.write_text(made.text)
    return path


def test_a_pipe_is_told_like_a_file(log: Path) -> None:
    """The verdict first; the exit code says that something is to be done."""
    by_file, by_pipe = streams("logs", log), streams("logs", given=log.read_bytes())
    assert (by_file.returncode, by_file.stderr) == (1, b"")
    assert by_pipe.stdout == by_file.stdout
    text = by_file.stdout.decode()
    assert text.startswith("Not well: ")
    assert f"pages of {CHANGED} changed" in text
    assert "pages a second: " in text
    assert max(map(len, text.split("\nWarnings\n")[0].splitlines())) < 160


def test_where_all_is_well_the_exit_code_is_0(quiet: Path) -> None:
    """And the verdict says so."""
    done = run(quiet)
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "Well: 50 pages, nothing to do")


def test_json_and_html_tell_the_same(log: Path, tmp_path: Path) -> None:
    """Also of a packed file, with lines of other programs between them."""
    packed = tmp_path / "w.log.gz"
    packed.write_bytes(gzip.compress(b"\n".join(b"[pod/a/b] " + line for line in story())))
    done = run("--json", "--html", tmp_path / "r.html", packed)
    found = json.loads(done.stdout)
    assert [host["host"] for host in found["changed_hosts"]] == [CHANGED]
    assert not found["is_well"]
    assert found["lines"]["other"] == 1
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert found["verdict"] in html
    most = max(found["rate"]["pages"]) / found["rate"]["seconds"]
    assert f"Pages a second, {most:.1f} at most" in html
    assert f" on the mean, {most:.1f} at most" in run(packed).stdout


def test_a_choice_is_kept_to(log: Path) -> None:
    """Of time, host and worker."""
    one = json.loads(run("--json", "--worker", "worker-2", "--host", "slow.example", log).stdout)
    assert {host["host"] for host in one["hosts"]} == {"slow.example"}
    assert {life["worker"] for life in one["workers"]} == {"worker-2"}
    none = run("--since", "1h", log)
    assert (none.exit_code, none.stdout) == (1, "")
    assert none.stderr.startswith("streams: error: no line is within what was asked for: ")


def test_a_host_that_no_page_is_of_is_not_well(log: Path) -> None:
    """Nor badly: there is nothing to tell of it."""
    done = run("--host", "nowhere.example", log)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("streams: error: no page of nowhere.example: ")


def run(*words: object, given: bytes = b"") -> Result:
    """The command within this process, as what is wrong with its arguments needs no other."""
    return CliRunner().invoke(main, ["logs", *map(str, words)], input=given)


def test_text_is_told_to_be_text() -> None:
    """With the setting that mends it."""
    done = run(given=b"12:00:00 info    article   31 ms  https://a.example/\n")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "JSON is needed: set STREAMS_LOG_FORMAT=json" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("given", [b"", b"something else\n" * 3])
def test_a_log_of_others_has_nothing_to_tell(given: bytes) -> None:
    """In one line."""
    done = run(given=given)
    assert (done.exit_code, done.stdout) == (1, "")
    read = given.count(b"\n")
    assert done.stderr == f"streams: error: no line of a streams worker: {read} lines were read\n"


def test_what_cannot_be_read_is_told_in_a_line(log: Path, tmp_path: Path) -> None:
    """A wrong name, a folder, no gzip, a report that is none, times that contradict."""
    (tmp_path / "no.gz").write_bytes(b"\x1f\x8bplain, but for its beginning")
    for words, said in (
        ([tmp_path / "missing"], "does not exist"),
        ([tmp_path], "is a directory"),
        ([tmp_path / "no.gz"], "no.gz: Unknown compression method"),
        (["--html", log, log], "is there and is no report; it is not overwritten"),
        (["--since", "1h", "--until", "2h", log], "is before --since"),
        (["--since", "soon", log], "expected a date or time"),
    ):
        done = run(*words)
        assert (done.exit_code, done.stdout) == (2, "")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_file_that_is_cut_off_is_told_as_far_as_it_goes(log: Path, tmp_path: Path) -> None:
    """With a line that says so."""
    packed = tmp_path / "cut.log.gz"
    packed.write_bytes(gzip.compress(log.read_bytes())[:-2000])
    done = run(packed)
    assert done.stdout.startswith("Not well: ")
    assert "cut.log.gz is cut off" in done.stderr


def test_what_a_log_holds_is_shown_as_it_is(tmp_path: Path) -> None:
    """It can neither colour the terminal nor break it, wherever it stands."""
    with recording("[/red] \x1b[31m") as made:
        made.page("[/red].example", dead(Reason.CRASH), work=None, offset=1)
        made.library("x[/red]", "\x1b]0;title\x07 [bold]", 40)
        made.page("slow.example", offset=1)
    path = tmp_path / "worker.log"
    path.write_text(made.text.replace('"crash"', '"[/nothing]\\u001b[2J"').replace("pages.raw", "[/topic]"))
    done = run(path)
    assert done.exit_code == 0
    assert "[/nothing]" in done.stdout
    assert "[/red].example" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\x07" not in done.stdout
