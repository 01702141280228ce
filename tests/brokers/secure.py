"""Decides how a node of Apache Kafka is run that lets in only whom it knows, encrypted, and to what it was granted."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from confluent_kafka.admin import (  # type: ignore[attr-defined]  # its types leave some out
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

from streams.processes import LOOPBACK, free_port
from streams.rights import Operation, Resource, Right
from streams.settings import Settings
from tests.brokers.certificates import Authority
from tests.brokers.kafka import KafkaNode, Ports

USER = "newsroom"
PASSWORD = f"pw-{uuid4().hex}"
HOST = "localhost"
TIMEOUT = 30.0
KINDS = {
    "topic": ResourceType.TOPIC,
    "group": ResourceType.GROUP,
    "transactional id": ResourceType.TRANSACTIONAL_ID,
}


class SecureKafka(KafkaNode):
    """A node with an authorizer; whoever comes without credentials by `url` may do everything, as the tests must.

    By the other listeners nobody may do anything but what was granted. The user's name is `USER` by each of them.
    """

    def __init__(self, folder: Path) -> None:
        """`folder` is for certificates."""
        super().__init__()
        self.authority = Authority(folder)
        self._certificate = self.authority.issue(HOST)
        self._expired = self.authority.issue("expired", [HOST], lasts=-timedelta(hours=1))
        self._of_client = self.authority.issue(USER)
        self._urls: dict[str, str] = {}

    @property
    def scram(self) -> dict[str, str]:
        """Settings of a client that logs in with a password, encrypted."""
        return {
            "BROKER_URL": self._urls["SCRAM"],
            "SECURITY_PROTOCOL": "SASL_SSL",
            "SASL_MECHANISM": "SCRAM-SHA-512",
            "SASL_USERNAME": USER,
            "SASL_PASSWORD": PASSWORD,
            "SSL_CAFILE": str(self.authority.file),
        }

    @property
    def mutual(self) -> dict[str, str]:
        """Settings of a client that shows a certificate, and has no password."""
        return {
            "BROKER_URL": self._urls["MUTUAL"],
            "SECURITY_PROTOCOL": "SSL",
            "SSL_CAFILE": str(self.authority.file),
            "SSL_CERTFILE": str(self._of_client),
            "SSL_KEYFILE": str(self._of_client),
        }

    @property
    def expired(self) -> dict[str, str]:
        """As `scram`, at a listener whose certificate has expired."""
        return {**self.scram, "BROKER_URL": self._urls["EXPIRED"]}

    @property
    def elsewhere(self) -> dict[str, str]:
        """As `scram`, at a listener that sends its clients to where nobody listens."""
        return {**self.scram, "BROKER_URL": self._urls["ELSEWHERE"]}

    def settings(self, ports: Ports) -> Mapping[str, str]:
        """Four listeners more, each with its certificate."""
        added = {name: free_port() for name in ("SCRAM", "MUTUAL", "EXPIRED", "ELSEWHERE")}
        self._urls = {name: f"{HOST}:{port}" for name, port in added.items()}
        told = [
            f"PLAINTEXT://{LOOPBACK}:{ports.plain}",
            *(f"{name}://{url}" for name, url in self._urls.items()),
        ]
        return {
            "listeners": ",".join([*told, f"CONTROLLER://{LOOPBACK}:{ports.controller}"]),
            "advertised.listeners": ",".join([*told[:-1], f"ELSEWHERE://{HOST}:1"]),
            "listener.security.protocol.map": (
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SCRAM:SASL_SSL,MUTUAL:SSL,EXPIRED:SASL_SSL,"
                "ELSEWHERE:SASL_SSL"
            ),
            **_listener("scram", self._certificate),
            **_listener("expired", self._expired),
            **_listener("elsewhere", self._certificate),
            **_listener("mutual", self._certificate),
            "listener.name.mutual.ssl.client.auth": "required",
            "listener.name.mutual.ssl.truststore.type": "PEM",
            "listener.name.mutual.ssl.truststore.location": str(self.authority.file),
            "listener.name.mutual.ssl.principal.mapping.rules": "RULE:^CN=([^,]*).*$/$1/",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
        }

    def users(self) -> Sequence[str]:
        """The one that logs in with a password."""
        return "--add-scram", f"SCRAM-SHA-512=[name={USER},password={PASSWORD}]"


def _listener(name: str, certificate: Path) -> Mapping[str, str]:
    prefix = f"listener.name.{name}"
    return {
        f"{prefix}.ssl.keystore.type": "PEM",
        f"{prefix}.ssl.keystore.location": str(certificate),
        f"{prefix}.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        f"{prefix}.scram-sha-512.sasl.jaas.config": (
            "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        ),
    }


class Grants:
    """What `USER` may do at a node; exactly what was granted last."""

    def __init__(self, node: SecureKafka) -> None:
        self._admin = AdminClient({"bootstrap.servers": node.url, "log_level": 0})

    def only(self, rights: Iterable[Right], settings: Settings) -> None:
        """Grant these rights, and take all others away; returns when the broker goes by it."""
        wanted = {_binding(right, settings) for right in rights}
        for done in self._admin.delete_acls([_ANY]).values():
            done.result(TIMEOUT)
        for made in self._admin.create_acls([*wanted]).values() if wanted else ():
            made.result(TIMEOUT)
        deadline = time.monotonic() + TIMEOUT
        while set(self._admin.describe_acls(_ANY).result(TIMEOUT)) != wanted:
            assert time.monotonic() < deadline, "the broker does not know its rights"
            time.sleep(0.02)


def _binding(right: Right, settings: Settings) -> AclBinding:
    is_prefix = right.resource is Resource.TRANSACTIONS
    return AclBinding(
        KINDS[right.resource.kind],
        right.name(settings),
        ResourcePatternType.PREFIXED if is_prefix else ResourcePatternType.LITERAL,
        f"User:{USER}",
        "*",
        _OPERATIONS[right.operation],
        AclPermissionType.ALLOW,
    )


_OPERATIONS = {operation: AclOperation[operation.name] for operation in Operation}
_ANY = AclBindingFilter(
    ResourceType.ANY,
    None,  # type: ignore[arg-type]  # any name
    ResourcePatternType.ANY,
    f"User:{USER}",
    None,  # type: ignore[arg-type]  # from any host
    AclOperation.ANY,
    AclPermissionType.ANY,
)
