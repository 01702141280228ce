"""What the documents promise is there: files, commands, options, settings, metrics."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from scripts import documents
from streams.cli import main
from streams.settings import SETTINGS
from tests.brokers.test_traps import PAGES, TRAPS

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/*.md")])
SAMPLE = ROOT / "examples" / "pages" / "01-seed-semantic.html"


def command_lines() -> Iterator[list[str]]:
    """The words after `streams` of every command line in the documents."""
    for document in DOCUMENTS:
        for line in document.read_text(encoding="utf-8").splitlines():
            for found in re.finditer(r"(?:^    |`)(?:[A-Z_]+=\S+ |\S*/)*streams ([a-z][^`|#]*)", line):
                yield found[1].split()


def blocks(language: str, text: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_within_the_repository_leads_somewhere(document: Path) -> None:
    """A file that was moved is moved in the documents."""
    targets = re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (document.parent / target).exists()] == []


def test_every_command_and_option_is_there() -> None:
    """A command that was renamed is renamed in the documents."""
    lines = list(command_lines())
    assert lines
    for name, *arguments in lines:
        command: click.Command = import_module(f"streams.cli.{name}").command
        if isinstance(command, click.Group) and arguments:
            command = command.commands[arguments[0]]
        options = {option for parameter in command.params for option in parameter.opts}
        assert not [word for word in arguments if word.startswith("--") and word not in options], name


def test_every_setting_is_there() -> None:
    """A setting that was renamed is renamed in the documents."""
    known = {setting.name for setting in SETTINGS}
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(
            r"\b(?:STREAMS|BROKER|PRODUCER|SASL|SSL)_[A-Z_]+\b", document.read_text(encoding="utf-8")
        )
    }
    # A security protocol and a mechanism, not settings.
    assert named - {"SASL_SSL", "SASL_PLAINTEXT"} <= known


def test_the_table_of_rights_is_what_commands_need() -> None:
    """It is what tests on a broker with an authorizer hold the commands to."""
    assert documents.rights() in (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_make_target_is_there() -> None:
    """A target that was renamed is renamed in the documents."""
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(
            r"(?:^    |`)make ([a-z]+)", document.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
    }
    assert {"demo", "test"} <= named <= targets


def test_the_readmes_code_runs() -> None:
    """The first lines that a programmer tries do what they say."""
    (code,) = blocks("python", (ROOT / "README.md").read_text(encoding="utf-8"))
    names: dict[str, object] = {"html": SAMPLE.read_bytes(), "print": lambda *words: printed.extend(words)}
    printed: list[str] = []
    exec(code, names)  # noqa: S102 -- our own README
    assert printed[0] == "Vessen Assembly Confirms Orlund as Harbour Governor"


def test_every_hole_is_held_by_a_test_that_is_there() -> None:
    """The tables of what catches others name traps and tests, and leave out no trap."""
    reliability = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    section = reliability.split("## Holes that others have")[1].split("\n## ")[0]
    named = set(re.findall(r"`(test_\w+|an?_\w+|[a-z]+_pages_\w+|partitions_\w+)`", section))
    there = {
        function
        for module in ROOT.glob("tests/**/*.py")
        for function in re.findall(
            r"^(?:async )?def (\w+)\(", module.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
    }
    assert named <= there
    assert {trap.__name__ for trap in TRAPS} <= named
    assert [page for page in PAGES if f"`a_bad_page`, {page}" not in section] == []


def test_every_command_is_in_the_documents() -> None:
    """No command is left to be found by chance."""
    assert {name for name, *_ in command_lines()} == set(main.offered)
