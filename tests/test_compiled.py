"""The compiled modules give what the plain ones give, and nothing stale is ever loaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from streams import compiled

ROOT = Path(__file__).parents[1]
compiles = pytest.mark.skipif(shutil.which("cc") is None, reason="without a C compiler nothing is compiled")
RECORDS = """
import sys
from pathlib import Path
from schemas.page import Page
from schemas.rejection import PageError
from streams.pipeline import process
for path in sorted(Path("examples/pages").iterdir()):
    page = Page(url=f"https://example.org/news/{path.name}", body=path.read_bytes())
    try:
        print(process(page).to_json())
    except PageError as error:
        print(repr(error))
"""
ORIGIN = "import streams.extract.walk as walk; print(walk.__file__)"


def run(code: str, folder: Path = ROOT, **environment: str) -> str:
    """What a new Python in this folder prints."""
    inherited = {name: value for name, value in os.environ.items() if name != "PURE_PYTHON"}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=inherited | environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what is built and installed."""
    for name in ("streams", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def built(checkout: Path, **environment: str) -> tuple[Path, str]:
    """The wheel that the ordinary build makes of a checkout, and what it says meanwhile."""
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"],
        cwd=checkout,
        env=os.environ | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return next((checkout / "dist").iterdir()), done.stdout + done.stderr


@compiles
def test_the_ordinary_build_compiled_these_sources() -> None:
    """Where there is a compiler, an installed checkout runs compiled unless it is told not to."""
    assert run(ORIGIN).endswith(compiled.SUFFIX)
    assert run(ORIGIN, PURE_PYTHON="1").endswith(".py")


@compiles
def test_compiled_and_plain_modules_give_the_same_records() -> None:
    """Byte for byte, for every sample page."""
    plain = run(RECORDS, PURE_PYTHON="1")
    assert plain.count("\n") > 30
    assert run(RECORDS) == plain


@compiles
def test_changed_sources_run_as_plain_python(checkout: Path) -> None:
    """What was compiled from other sources is not taken, whichever of them changed."""
    assert run(ORIGIN, checkout).endswith(compiled.SUFFIX)
    changed = checkout / "streams" / "extract" / "clean.py"
    changed.write_text(changed.read_text() + "\n# changed\n")
    assert run(ORIGIN, checkout).endswith(".py")


@compiles
def test_the_wheel_holds_the_compiled_modules(checkout: Path) -> None:
    """It is for one Python and platform, and runs compiled when unpacked elsewhere."""
    wheel, _ = built(checkout)
    assert not wheel.name.endswith("none-any.whl")
    zipfile.ZipFile(wheel).extractall(checkout / "elsewhere")
    assert run(ORIGIN, checkout / "elsewhere").endswith(compiled.SUFFIX)


def test_a_build_without_a_compiler_is_plain(checkout: Path) -> None:
    """It succeeds, says so, and the wheel runs anywhere."""
    shutil.rmtree(checkout / "streams" / "_compiled", ignore_errors=True)
    wheel, said = built(checkout, CC="false")
    assert "not compiled" in said
    assert wheel.name.endswith("none-any.whl")
    zipfile.ZipFile(wheel).extractall(checkout / "elsewhere")
    assert run(ORIGIN, checkout / "elsewhere").endswith(".py")


def test_every_compiled_module_exists() -> None:
    """A renamed module does not silently stay behind."""
    assert all(path.is_file() for path in compiled.sources())
