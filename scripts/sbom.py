"""Decides what the bill of materials says: all that is deployed, as locked, with hashes, in CycloneDX's JSON."""

from __future__ import annotations

import subprocess
from pathlib import Path

import orjson

from streams import __version__

ROOT = Path(__file__).resolve().parents[1]
# It warns that the lock file does not tell what needs what.
TOOL = (str(ROOT / ".venv-supply" / "bin" / "python"), "-W", "ignore", "-m", "cyclonedx_py")
LOCK = ROOT / "requirements.lock"
TARGET = ROOT / "dist" / "sbom.json"


def main() -> None:
    """Write it to `dist/sbom.json`, the same bytes for the same lock file."""
    command = (
        *(*TOOL, "requirements", str(LOCK), "--pyproject", str(ROOT / "pyproject.toml")),
        *("--output-reproducible", "--output-format", "JSON"),
    )
    made = orjson.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)  # noqa: S603 - our own tool
    # The version is in the code, where the tool does not look.
    made["metadata"]["component"] |= {"version": __version__, "purl": f"pkg:pypi/streams@{__version__}"}
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(orjson.dumps(made, option=orjson.OPT_INDENT_2) + b"\n")
    print(f"{TARGET.relative_to(ROOT)}: streams {__version__} and {len(made['components'])} packages")


if __name__ == "__main__":
    main()
