"""The compose file starts what is asked for, and gives no more rights than are needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.deploy.monitoring import ROOT

COMPOSE: Mapping[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: Mapping[str, Mapping[str, Any]] = COMPOSE["services"]
EACH = pytest.mark.parametrize("name", SERVICES)


def sources(name: str) -> list[str]:
    """What a service has mounted: folders of this repository, and volumes."""
    return [volume.split(":")[0] for volume in SERVICES[name].get("volumes", ())]


def test_what_is_not_needed_for_the_work_is_in_a_profile() -> None:
    """`docker compose up` alone starts Kafka, its topics and workers."""
    profiles = {name: service.get("profiles") for name, service in SERVICES.items()}
    assert profiles == {
        "kafka": None,
        "topics": None,
        "worker": None,
        "ui": ["ui"],
        "prometheus": ["monitoring"],
        "grafana": ["monitoring"],
    }


@EACH
def test_a_service_has_no_rights_that_it_does_not_need(name: str) -> None:
    """A page that takes over a worker gains little; Kafka alone writes into its own container."""
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("read_only", False) is (name != "kafka")
    assert not {"privileged", "cap_add", "network_mode", "pid", "user"} & set(service)


@EACH
def test_nothing_is_open_to_other_machines(name: str) -> None:
    """Ports are the host's own only."""
    assert [port for port in SERVICES[name].get("ports", ()) if not port.startswith("127.0.0.1:")] == []


@EACH
def test_what_is_mounted_is_there(name: str) -> None:
    """Folders of this repository can only be read; all else are volumes that are declared."""
    for volume in SERVICES[name].get("volumes", ()):
        source = volume.split(":")[0]
        if source.startswith("./"):
            assert (ROOT / source).exists()
            assert volume.endswith(":ro")
        else:
            assert source in COMPOSE["volumes"]
    assert set(COMPOSE["volumes"]) == {
        source for each in SERVICES for source in sources(each) if "/" not in source
    }


@EACH
def test_what_goes_on_is_watched(name: str) -> None:
    """By a health check: the worker's is in its image, and the topics' command ends."""
    assert ("test" in SERVICES[name].get("healthcheck", {})) is (name not in {"worker", "topics"})


def test_grafana_has_no_password_that_is_known() -> None:
    """Who reaches it may look, and nobody is there to log in."""
    environment = SERVICES["grafana"]["environment"]
    assert environment["GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION"] == "true"
    assert environment["GF_AUTH_ANONYMOUS_ORG_ROLE"] == "Viewer"
