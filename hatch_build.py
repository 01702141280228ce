"""Compiles the busiest modules in the ordinary build, where there is a C compiler; without one they stay Python."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT))

from streams.compiled import SUFFIX, folder, sources  # noqa: E402 - found only by the line above

# No settings of the project: whether its types are right is `make check`'s matter, with everything installed.
_MYPY = ("--config-file=", "--explicit-package-bases", "--namespace-packages", "--ignore-missing-imports")


class CompilingHook(BuildHookInterface[Any]):
    """Puts the compiled modules next to the sources, and into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compiles what is not compiled yet; `version` is `standard` or `editable`."""
        if self.target_name != "wheel":
            return
        target = folder()
        if not _is_compiled() and not _compiled_apart():
            self.app.display_warning("streams: not compiled, so slower by a tenth; a C compiler helps")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["artifacts"].append(f"/{target.relative_to(ROOT).as_posix()}/")


def _is_compiled() -> bool:
    return any(folder().glob(f"*{SUFFIX}"))


def _compiled_apart() -> bool:
    """Whether it went well; in a process of its own, as mypyc ends the one it runs in when it fails."""
    done = subprocess.run(  # noqa: S603 - this file
        [sys.executable, __file__], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)  # noqa: T201 - the build's own words
    return done.returncode == 0


def compile_modules(target: Path) -> None:
    """Compiles the modules, and puts them in this folder under their dotted names; older ones go."""
    from Cython.Build import cythonize  # noqa: PLC0415 - the hook itself needs none of these
    from mypyc.build import mypycify  # noqa: PLC0415
    from setuptools import Distribution, Extension  # noqa: PLC0415

    with TemporaryDirectory() as work:
        typed = [str(path.relative_to(ROOT)) for path in sources() if path.suffix == ".py"]
        native = [
            Extension(".".join(path.relative_to(ROOT).with_suffix("").parts), [str(path.relative_to(ROOT))])
            for path in sources()
            if path.suffix == ".pyx"
        ]
        extensions = [
            *mypycify(
                [*_MYPY, f"--cache-dir={work}/cache", *typed], opt_level="3", debug_level="0", target_dir=work
            ),
            *cythonize(native, build_dir=work, quiet=True),  # type: ignore[no-untyped-call]
        ]
        command = Distribution({"name": "streams", "ext_modules": extensions}).get_command_obj("build_ext")
        command.build_lib = command.build_temp = f"{work}/built"
        command.ensure_finalized()
        command.run()
        for outdated in {*target.parent.glob("*")} - {target}:
            shutil.rmtree(outdated)
        target.mkdir(parents=True, exist_ok=True)
        built = Path(work, "built")
        for path in built.rglob(f"*{SUFFIX}"):
            shutil.copy(path, target / ".".join(path.relative_to(built).parts))


if __name__ == "__main__":
    if not _is_compiled():
        compile_modules(folder())
