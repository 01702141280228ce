"""The manifests say what the code says, and give a worker no more rights than it needs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from schemas.limits import MIB
from streams import __version__
from streams.cli import main
from streams.settings import SETTINGS, Settings
from streams.worker import COMMIT_TIMEOUT, STOP_TIMEOUT
from tests.deploy.monitoring import DEPLOY, ROOT

FOLDER = DEPLOY / "kubernetes"
LABELS = {"app.kubernetes.io/name": "streams", "app.kubernetes.io/component": "worker"}
WORKER_BYTES = 400 * MIB
"""What a worker takes at most beside its children: docs/operations.md."""


def documents(path: Path) -> list[dict[str, Any]]:
    """The documents of a file."""
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def manifest(name: str) -> dict[str, Any]:
    """The only document of a manifest."""
    [found] = documents(FOLDER / name)
    return found


def settings_given() -> dict[str, str]:
    """What the config map sets."""
    lines = (FOLDER / "settings.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def selectors(part: Any) -> Iterator[Mapping[str, Any]]:
    """All that selects pods, wherever it stands."""
    for name, below in (
        part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    ):
        if name in {"selector", "podSelector", "labelSelector"}:
            yield below
        yield from selectors(below)


KUSTOMIZATION = manifest("kustomization.yaml")
COMPONENTS = ("keda", "prometheus-operator")
RESOURCES = [
    *KUSTOMIZATION["resources"],
    *(
        f"{name}/{file}"
        for name in COMPONENTS
        for file in manifest(f"{name}/kustomization.yaml")["resources"]
    ),
]
POD = manifest("deployment.yaml")["spec"]["template"]["spec"]
[WORKER] = POD["containers"]
SCHEMA = Draft202012Validator(json.loads((Path(__file__).parent / "kubernetes.schema.json").read_bytes()))
OTHERS = ("ScaledObject", "PodMonitor")
"""Kinds that not every cluster knows."""


def test_every_manifest_is_part_of_a_kustomization() -> None:
    """But the example of a secret, which holds no password of anybody's."""
    files = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.yaml")}
    assert files - {path for path in files if path.endswith("kustomization.yaml")} == {
        *RESOURCES,
        "secret.example.yaml",
    }


@pytest.mark.parametrize("name", [*RESOURCES, "secret.example.yaml"])
def test_manifests_keep_to_the_schemas_of_kubernetes(name: str) -> None:
    """To the strict ones, which know no other fields; those of KEDA and of Prometheus' operator are not among them."""
    for document in documents(FOLDER / name):
        assert (document["kind"] in OTHERS) == (name.split("/", maxsplit=1)[0] in COMPONENTS)
        if document["kind"] not in OTHERS:
            assert [error.message for error in SCHEMA.iter_errors(document)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("spec", "replica"), 2),
        (("spec", "replicas"), "two"),
        (("spec", "template", "spec", "containers", 0, "livenesProbe"), {}),
        (("spec", "template", "spec", "containers", 0, "ports", 0, "containerPort"), "web"),
        (("kind",), "Deploymint"),
    ],
)
def test_a_slip_of_the_pen_in_a_manifest_is_found(path: tuple[str | int, ...], value: Any) -> None:
    """A wrong name, a wrong type, and a kind that there is not."""
    document = part = manifest("deployment.yaml")
    for name in path[:-1]:
        part = part[name]  # type: ignore[index]  # a list among them
    part[path[-1]] = value  # type: ignore[index]
    assert not SCHEMA.is_valid(document)


@pytest.mark.parametrize("name", RESOURCES)
def test_only_our_pods_are_selected(name: str) -> None:
    """An empty selector means all pods of the namespace, the neighbours' too."""
    resource = manifest(name)
    assert resource["metadata"]["labels"] == LABELS
    assert all(selector == {"matchLabels": LABELS} for selector in selectors(resource))
    assert "namespace" not in resource["metadata"]


def test_the_deployment_selects_what_it_makes() -> None:
    """It is refused otherwise."""
    assert manifest("deployment.yaml")["spec"]["template"]["metadata"]["labels"] == LABELS
    assert len(list(selectors(manifest("deployment.yaml")))) == 2


def test_probes_ask_what_is_served() -> None:
    """Alive is not ready: a worker that waits for its broker is not started again for it."""
    [port] = WORKER["ports"]
    assert port == {"name": "web", "containerPort": Settings().web_port}
    asked = {name: probe["httpGet"] for name, probe in WORKER.items() if name.endswith("Probe")}
    assert asked == {
        "startupProbe": {"path": "/healthz", "port": "web"},
        "livenessProbe": {"path": "/healthz", "port": "web"},
        "readinessProbe": {"path": "/readyz", "port": "web"},
    }
    annotations = manifest("deployment.yaml")["spec"]["template"]["metadata"]["annotations"]
    assert annotations["prometheus.io/port"] == str(Settings().web_port)
    [endpoint] = manifest("prometheus-operator/podmonitor.yaml")["spec"]["podMetricsEndpoints"]
    assert (endpoint["port"], endpoint["path"]) == ("web", annotations["prometheus.io/path"])


def test_a_stopping_worker_has_time_to_drain() -> None:
    """It is killed only after it had to be done."""
    needed = Settings().drain_timeout + COMMIT_TIMEOUT + STOP_TIMEOUT
    assert POD["terminationGracePeriodSeconds"] > needed


def test_settings_are_known_and_hold() -> None:
    """Those of the config map and of the secret, together as they are."""
    secret, certificate = (each["stringData"] for each in documents(FOLDER / "secret.example.yaml"))
    assert Settings.from_env(settings_given() | secret).bootstrap_servers
    assert set(settings_given()) | set(secret) <= {setting.name for setting in SETTINGS}
    mount = next(mount["mountPath"] for mount in WORKER["volumeMounts"] if mount["name"] == "kafka-ca")
    assert secret["SSL_CAFILE"] == f"{mount}/{next(iter(certificate))}"


def test_secrets_are_where_the_pod_looks_for_them() -> None:
    """Under the names that the example gives them."""
    names = [each["metadata"]["name"] for each in documents(FOLDER / "secret.example.yaml")]
    [_, login] = WORKER["envFrom"]
    certificate = next(volume["secret"] for volume in POD["volumes"] if volume["name"] == "kafka-ca")
    assert names == [login["secretRef"]["name"], certificate["secretName"]]
    assert KUSTOMIZATION["configMapGenerator"][0]["name"] == WORKER["envFrom"][0]["configMapRef"]["name"]


def test_memory_is_enough_for_the_largest_pages() -> None:
    """For the worker itself, and all that each child may take."""
    settings = Settings.from_env(settings_given())
    limit = re.fullmatch(r"(\d+)Mi", WORKER["resources"]["limits"]["memory"])
    assert limit
    assert int(limit[1]) * MIB >= WORKER_BYTES + settings.processes * settings.page_memory
    assert WORKER["resources"]["requests"]["cpu"] == str(settings.processes)


def test_the_container_has_no_rights_that_it_does_not_need() -> None:
    """A page that takes over a worker can write nothing, has no token and no neighbours."""
    assert WORKER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert POD["securityContext"]["runAsNonRoot"]
    assert f"USER {POD['securityContext']['runAsUser']}\n" in (ROOT / "Dockerfile").read_text()
    assert not POD["automountServiceAccountToken"]
    assert not manifest("serviceaccount.yaml")["automountServiceAccountToken"]
    assert manifest("networkpolicy.yaml")["spec"]["policyTypes"] == ["Ingress", "Egress"]


def test_services_become_no_settings() -> None:
    """A service `streams-...` would be the variable STREAMS_..._SERVICE_HOST, which a worker refuses."""
    assert POD["enableServiceLinks"] is False


def test_the_image_is_this_version_and_starts_a_worker() -> None:
    """What is in the tree is what would be deployed."""
    [image] = KUSTOMIZATION["images"]
    assert (image["name"], image["newTag"]) == (WORKER["image"], __version__)
    assert WORKER["args"][0] in main.offered


def test_the_documents_show_how_to_use_them() -> None:
    """A kustomization of one's own, which names folders that are there and settings that can be changed."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    [block] = re.findall(r"^```yaml\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    shown = yaml.safe_load(block)
    folders = [path.removeprefix("streams/") for path in (*shown["resources"], *shown["components"])]
    assert all((ROOT / folder / "kustomization.yaml").exists() for folder in folders)
    assert shown["images"][0]["name"] == KUSTOMIZATION["images"][0]["newName"]
    assert shown["configMapGenerator"][0]["name"] == KUSTOMIZATION["configMapGenerator"][0]["name"]


def test_workers_are_scaled_on_the_lag_of_their_group() -> None:
    """And there are never more than there are partitions."""
    spec = manifest("keda/scaledobject.yaml")["spec"]
    [trigger] = spec["triggers"]
    given = Settings.from_env(settings_given())
    assert trigger["metadata"]["bootstrapServers"].split(",") == list(given.bootstrap_servers)
    assert (trigger["metadata"]["consumerGroup"], trigger["metadata"]["topic"]) == (
        given.group,
        given.raw_topic,
    )
    assert spec["maxReplicaCount"] <= given.partitions
    assert spec["scaleTargetRef"]["name"] == manifest("deployment.yaml")["metadata"]["name"]
