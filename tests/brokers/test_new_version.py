"""The whole topic once more: a worker with a higher `APP_VERSION`, beside the running service."""

from __future__ import annotations

from schemas import headers
from tests.brokers import inputs
from tests.brokers.stream import ON_KAFKA, Stream

PAGES = 200


@ON_KAFKA
def test_a_new_version_reads_all_anew_beside_the_old(stream: Stream) -> None:
    """From the first page on, in a group of its own; the old group and worker go on as if nothing were."""
    stream.witness.send(stream.raw, list(inputs.mixed(PAGES, seed=11)))
    old = stream.worker()
    stream.wait_committed(PAGES, by=old)
    new = stream.worker(APP_VERSION="2")
    stream.wait_delivered(2 * PAGES, by=new)
    assert stream.committed() == PAGES
    stream.witness.send(stream.raw, inputs.pages(10, "later"))
    stream.wait_committed(PAGES + 10, by=old)
    stream.wait_delivered(2 * (PAGES + 10), by=new)
    assert (old.terminate(), new.terminate()) == (0, 0)
    assert sum(stream.witness.committed(f"{stream.group}-v2", stream.raw).values()) == PAGES + 10
    values: dict[str | None, list[bytes | None]] = {}
    for record in stream.witness.read(stream.outcomes.values()):
        values.setdefault(record.header(headers.CE_ID), []).append(record.value)
    assert len(values) == PAGES + 10
    assert all(first == second for first, second in values.values())
