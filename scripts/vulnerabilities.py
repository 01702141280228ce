"""Decides what known vulnerabilities mean: one in a locked package fails the check, an unreached database does not.

The database is OSV, https://osv.dev, asked by pip-audit. An address of another one like it can be given, as
`--osv-url https://osv.example.org/v1/query`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import orjson

ROOT = Path(__file__).resolve().parents[1]
TOOL = ROOT / ".venv-supply" / "bin" / "pip-audit"
# All that is deployed is in it as well.
LOCK = ROOT / "requirements-dev.lock"
ACCEPTED: Mapping[str, str] = {}
"""Ids of findings that are no matter for us, each with the reason."""


def main(options: Sequence[str]) -> int:
    """Exit status: 1 where a package is known to be vulnerable."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = (
            *(str(TOOL), "--requirement", str(LOCK), "--disable-pip", "--require-hashes"),
            *("--vulnerability-service", "osv", "--progress-spinner", "off"),
            *("--format", "json", "--output", str(report), *options),
        )
        ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own tool
        text = report.read_bytes() if report.is_file() else b""
    status, lines = verdict(text, ran.stderr)
    print("\n".join(lines), file=sys.stderr)
    return status


def verdict(report: bytes, said: str) -> tuple[int, list[str]]:
    """Exit status and what to tell, of the tool's report and what it said on stderr; it writes none if it fails."""
    if not report:
        last = said.strip().splitlines()[-1:] or ["no answer"]
        return 0, [f"known vulnerabilities were not looked up: {last[0][:200]}"]
    packages = orjson.loads(report)["dependencies"]
    found = [*_findings(packages)]
    return bool(found), found or [f"no known vulnerabilities in {len(packages)} packages"]


def _findings(packages: Sequence[Mapping[str, object]]) -> Iterator[str]:
    for package in packages:
        for each in package.get("vulns", ()):  # type: ignore[attr-defined]  # JSON
            if not ACCEPTED.keys() & {each["id"], *each["aliases"]}:
                mended = ", ".join(each["fix_versions"]) or "no release yet"
                yield f"{package['name']} {package['version']} has {each['id']}; mended in: {mended}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
