"""Writes `tests/deploy/kubernetes.schema.json`: of Kubernetes' own schemas those of the kinds that `deploy/` has.

All of them are in a package of 68 MB, too much for each environment; those of five kinds are 60 kB. The schemas are
Kubernetes' and under the Apache License 2.0. Run `python -m scripts.kubernetes_schema` after a change of `VERSION`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

VERSION = "1.37.0"
"""Of Kubernetes, and of the package `kubernetes-validate`."""
KINDS: Mapping[str, str] = {
    "Deployment": "io.k8s.api.apps.v1.Deployment",
    "NetworkPolicy": "io.k8s.api.networking.v1.NetworkPolicy",
    "PodDisruptionBudget": "io.k8s.api.policy.v1.PodDisruptionBudget",
    "Secret": "io.k8s.api.core.v1.Secret",
    "ServiceAccount": "io.k8s.api.core.v1.ServiceAccount",
}
FILE = Path(__file__).parents[1] / "tests" / "deploy" / "kubernetes.schema.json"


def main() -> None:
    """Bring the package into a folder that is gone afterwards, and take what is needed."""
    with TemporaryDirectory() as folder:
        command = (sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--target", folder)
        subprocess.run((*command, f"kubernetes-validate=={VERSION}"), check=True)  # noqa: S603 - our own tool
        [found] = Path(folder).glob(f"**/v{VERSION}-local-strict/_definitions.json")
        FILE.write_bytes(pruned(orjson.loads(found.read_bytes())["$defs"]))


def pruned(definitions: Mapping[str, Any]) -> bytes:
    """A schema that takes a resource of one of the kinds, and knows nothing that they do not need."""
    needed: dict[str, Any] = {}
    waiting = list(KINDS.values())
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = _bare(definitions[name])
            waiting.extend(reference.rsplit("/", 1)[1] for reference in _references(needed[name]))
    choices = [
        {
            "if": {"properties": {"kind": {"const": kind}}},
            "then": {"$ref": f"#/$defs/{name}"},
        }
        for kind, name in KINDS.items()
    ]
    schema = {
        "$comment": f"Kubernetes {VERSION}, Apache-2.0; made by scripts/kubernetes_schema.py",
        "required": ["apiVersion", "kind", "metadata"],
        "properties": {"kind": {"enum": list(KINDS)}},
        "allOf": choices,
        "$defs": needed,
    }
    return orjson.dumps(schema, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _bare(part: Any, *, is_named: bool = False) -> Any:
    """Without descriptions; properties have names of their own, which stay."""
    if isinstance(part, list):
        return [_bare(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        name: _bare(below, is_named=name == "properties" and not is_named)
        for name, below in part.items()
        if is_named or not (name == "description" or name.startswith("x-"))
    }


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from _references(each)


if __name__ == "__main__":
    main()
