"""The layers import downwards only, and each outer thing has one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REPORT = ("streams.explain_html", "streams.explain_rows", "streams.explain_style", "streams.markup")
CORE = ("streams.pipeline", "streams.explain", *REPORT, "streams.extract", "streams.enrich", "streams.sites")
# With these a result could depend on more than the page: the clock, chance, the machine, the network.
IMPURE = (
    *("asyncio", "http", "logging", "multiprocessing", "os", "random", "secrets", "socket", "subprocess"),
    *("sys", "tempfile", "threading", "time", "urllib.request", "uuid"),
    *("aiokafka", "click", "faust", "mode", "prometheus_client", "rich"),
)


def is_within(name: str, packages: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of the packages or lies in one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def modules_of(*packages: str) -> dict[str, Path]:
    """The dotted names of our own modules that lie in the packages, with their files."""
    paths = [path for package in ("schemas", "streams") for path in sorted((ROOT / package).rglob("*.py"))]
    named = {dotted(path): path for path in paths}
    return {name: path for name, path in named.items() if is_within(name, packages)}


def dotted(path: Path) -> str:
    """The name under which a file is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def tree_of(module: str) -> ast.Module:
    """A module's syntax."""
    return ast.parse(modules_of(module)[module].read_bytes())


def imported(module: str) -> set[str]:
    """Every dotted name that a module imports, wherever it does so."""
    return set(_imported(tree_of(module)))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called(tree: ast.Module) -> Iterator[str]:
    """The last name of every function or method that is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield getattr(node.func, "attr", getattr(node.func, "id", ""))


@pytest.mark.parametrize("module", modules_of("schemas"))
def test_schemas_import_nothing_of_streams(module: str) -> None:
    """A consumer can take `schemas` alone."""
    assert not [name for name in imported(module) if is_within(name, ("streams",))]


@pytest.mark.parametrize("module", modules_of(*CORE))
def test_the_core_imports_only_schemas_and_itself(module: str) -> None:
    """The core knows nothing of the shell around it."""
    ours = [name for name in imported(module) if is_within(name, ("streams",))]
    # `from streams import __version__`: the version is part of a record.
    assert not [name for name in ours if not is_within(name, (*CORE, "streams.__version__"))]


@pytest.mark.parametrize("module", modules_of("schemas", *CORE))
def test_the_core_is_pure(module: str) -> None:
    """No clock, I/O, logging, randomness, environment or broker: the same page gives the same bytes."""
    assert not [name for name in imported(module) if is_within(name, IMPURE)]
    assert not {"now", "utcnow", "today", "open", "print"} & set(called(tree_of(module)))


@pytest.mark.parametrize("module", modules_of("schemas", "streams"))
def test_faust_is_imported_in_one_place(module: str) -> None:
    """Faust could be replaced by rewriting one module."""
    if not is_within(module, ("streams.faust_client",)):
        assert not [name for name in imported(module) if is_within(name, ("faust", "mode"))]


@pytest.mark.parametrize("module", modules_of("schemas", "streams"))
def test_the_environment_is_read_in_settings_only(module: str) -> None:
    """Every setting has its one home, its type and its default.

    Which form of the modules runs is decided before, and a child is given what its worker was given.
    """
    if module not in {"streams.settings", "streams.compiled", "streams.child_process"}:
        read = {node.attr for node in ast.walk(tree_of(module)) if isinstance(node, ast.Attribute)}
        assert not {"environ", "getenv", "environb"} & read
        assert not {"os.environ", "os.getenv"} & imported(module)


def test_the_rules_see_every_part_of_the_core() -> None:
    """A renamed package does not slip out of the rules."""
    assert all(modules_of(package) for package in CORE)
