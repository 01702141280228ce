from __future__ import annotations

import asyncio
import importlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from schemas.rejection import Reason
from streams.call import PageLost, SandboxError
from streams.sandbox import Sandbox, available_cores
from tests import page_work

TIMEOUT = 1.0


def sandbox(
    *,
    work: Callable[..., object] = page_work.double,
    tasks: int = 1000,
    timeout: float = TIMEOUT,
    lost: list[str] | None = None,
    patience: float = 1.0,
) -> Sandbox:
    """A sandbox with two children."""
    told = [] if lost is None else lost
    return Sandbox(
        processes=2,
        timeout=timeout,
        memory=1024**3,
        tasks_per_child=tasks,
        work=work,
        lost=told.append,
        patience=patience,
    )


@pytest.fixture
async def box() -> AsyncIterator[Sandbox]:
    """A sandbox at work, whose children are gone at the end."""
    made = sandbox()
    await made.start()
    children = psutil.Process().children()
    assert children
    yield made
    await made.stop()
    assert not [
        child for child in psutil.Process().children() if "streams.child" in " ".join(child.cmdline())
    ]


async def test_a_result_comes_back(box: Sandbox) -> None:
    """Many at a time, each to its caller, from more than one child."""
    results = await asyncio.gather(*(box.run(page_work.double, number) for number in range(100)))
    assert results == [number * 2 for number in range(100)]
    assert len(set(await asyncio.gather(*(box.run(page_work.pid) for _ in range(20))))) == 2


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (page_work.segfault, Reason.CRASH),
        (page_work.leave, Reason.CRASH),
        (page_work.unpicklable, Reason.CRASH),
        (page_work.recurse, Reason.CRASH),
        (page_work.hang, Reason.TIMEOUT),
        (page_work.overspend, Reason.TIMEOUT),
        (page_work.eat_memory, Reason.MEMORY),
        (page_work.be_killed, Reason.MEMORY),
    ],
)
async def test_a_page_that_kills_its_child_is_lost_alone(
    box: Sandbox, function: Callable[[], object], reason: Reason
) -> None:
    """It is named with its reason; all that waited beside and behind it get their result."""
    killer = asyncio.create_task(box.run(function))
    neighbours = await asyncio.gather(*(box.run(page_work.double, number) for number in range(30)))
    with pytest.raises(PageLost) as loss:
        await killer
    assert loss.value.reason is reason
    assert loss.value.detail
    assert neighbours == [number * 2 for number in range(30)]


async def test_answers_are_read_some_at_a_time_where_calls_wait() -> None:
    """And who killed a child behind answers that were not read yet is still told from its neighbours."""
    box = sandbox(timeout=60)
    await box.start()
    await asyncio.gather(*(box.run(page_work.nap, 0.002) for _ in range(100)))
    calls = [
        box.run(*((page_work.segfault,) if at % 10 == 9 else (page_work.double, at))) for at in range(60)
    ]
    results = await asyncio.gather(*calls, return_exceptions=True)
    for at, result in enumerate(results):
        assert isinstance(result, PageLost) if at % 10 == 9 else result == at * 2
    await box.stop()


async def test_a_slow_call_holds_up_no_other(tmp_path: Path) -> None:
    """The one behind it in the same child is given to another child."""
    box = sandbox(timeout=60)
    await box.start()
    mark = tmp_path / "mark"
    slow = asyncio.create_task(box.run(page_work.wait_for, mark))
    others = [box.run(page_work.double, number) for number in range(20)]
    assert await asyncio.gather(*others) == [number * 2 for number in range(20)]
    assert not slow.done()
    mark.touch()
    assert await slow == "seen"
    await box.stop()


async def test_a_page_is_not_lost_because_its_child_was_killed(box: Sandbox, tmp_path: Path) -> None:
    """The kernel may have meant another: it is run again, and only lost if that happens to it twice."""
    assert await box.run(page_work.be_killed_once, tmp_path / "mark") == "done"


async def test_a_page_is_not_late_because_the_worker_stood_still(box: Sandbox, tmp_path: Path) -> None:
    """A deadline that ran out while the worker was stopped says nothing about the page: it is run again."""
    mark = tmp_path / "mark"
    late = asyncio.create_task(box.run(page_work.hang_once, mark))
    while not mark.exists():  # noqa: ASYNC110 - another process makes it
        await asyncio.sleep(0.01)
    time.sleep(TIMEOUT + 1)  # noqa: ASYNC251 - as seen from the event loop this is a SIGSTOP
    assert await late == "done"


async def test_a_call_may_wait_for_the_processor_where_that_is_granted() -> None:
    """But not work for longer than others, nor last for ever."""
    patient = sandbox(timeout=0.3, patience=10)
    await patient.start()
    assert await patient.run(page_work.nap, 0.6)
    ends = await asyncio.gather(
        patient.run(page_work.spin), patient.run(page_work.hang), return_exceptions=True
    )
    assert [type(end) for end in ends] == [PageLost, PageLost]
    assert "more than 3 s" in str(ends[1])
    await patient.stop()


async def test_killers_in_a_row_do_not_wear_it_out(box: Sandbox) -> None:
    """Each is lost, and the next page is done."""
    tasks = [asyncio.create_task(box.run(page_work.segfault)) for _ in range(6)]
    losses = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(loss) for loss in losses} == {PageLost}
    assert await box.run(page_work.double, 4) == 8


async def test_a_child_that_is_killed_while_idle_is_replaced(box: Sandbox) -> None:
    """Before it is needed again."""
    for child in {await box.run(page_work.pid) for _ in range(4)}:
        os.kill(child, signal.SIGKILL)
    results = await asyncio.gather(*(box.run(page_work.double, number) for number in range(8)))
    assert results == [number * 2 for number in range(8)]


async def test_signals_to_the_group_do_not_end_page_work(box: Sandbox) -> None:
    """Ctrl-C and systemd reach the children too; the worker decides."""
    children = {await box.run(page_work.pid) for _ in range(4)}
    for child in children:
        os.kill(child, signal.SIGTERM)
        os.kill(child, signal.SIGINT)
    assert {await box.run(page_work.pid) for _ in range(8)} <= children


async def test_children_are_replaced_after_their_share() -> None:
    """What a library leaks is given back."""
    box = sandbox(tasks=5)
    await box.start()
    pids = {await box.run(page_work.pid) for _ in range(40)}
    await box.stop()
    assert len(pids) > 2


async def test_no_call_is_lost_where_one_child_is_replaced_by_the_next() -> None:
    """What it may not take any more waits for its successor."""
    box = sandbox(tasks=3)
    await box.start()
    results = await asyncio.gather(*(box.run(page_work.double, number) for number in range(50)))
    await box.stop()
    assert results == [number * 2 for number in range(50)]


async def test_pages_of_any_size_arrive(box: Sandbox) -> None:
    """Those that fit into the memory that both sides have, and those that do not; also when a child is new."""
    sizes = [0, 100, 1024**2 - 100, 1024**2, 9 * 1024**2] * 3
    results = await asyncio.gather(
        box.run(page_work.be_killed),
        *(box.run(page_work.length, bytes(size)) for size in sizes),
        return_exceptions=True,
    )
    assert results[1:] == sizes


async def test_a_call_that_nobody_waits_for_does_not_keep_a_child() -> None:
    """Its partition has gone to another worker: long before its deadline the child is free again."""
    box = sandbox(timeout=3600)
    await box.start()
    calls = [asyncio.create_task(box.run(page_work.hang)) for _ in range(2)]
    await asyncio.sleep(0.2)
    for call in calls:
        call.cancel()
    assert await box.run(page_work.double, 4) == 8
    await box.stop()


async def test_a_call_that_is_given_up_before_it_runs_is_no_trouble(box: Sandbox) -> None:
    """Others get their own results."""
    calls = [asyncio.create_task(box.run(page_work.nap, 0.05)) for _ in range(30)]
    await asyncio.sleep(0)
    for call in calls[::2]:
        call.cancel()
    assert len(await asyncio.gather(*calls[1::2])) == 15


async def test_calls_go_where_the_line_is_shortest(box: Sandbox) -> None:
    """A long call, though not yet too long, does not have others behind it while a child is idle."""
    slow = asyncio.create_task(box.run(page_work.nap, 0.5))
    await asyncio.sleep(0.1)
    others = {await box.run(page_work.pid) for _ in range(10)}
    assert len(others) == 1
    assert await slow not in others


async def test_children_that_cannot_be_made_are_told_of(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine has no process left to give: what waits fails, and with it the worker."""
    children = {await box.run(page_work.pid) for _ in range(20)}
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    for child in children:
        os.kill(child, signal.SIGKILL)
    with pytest.raises(SandboxError, match="no child process can be started"):
        await asyncio.gather(*(box.run(page_work.nap, 0.1) for _ in range(20)))


async def test_lost_children_are_told_of() -> None:
    """For the metrics."""
    told: list[str] = []
    box = sandbox(lost=told)
    await box.start()
    with pytest.raises(PageLost):
        await box.run(page_work.segfault)
    await box.stop()
    assert told == ["crash"]


class _Unimportable:
    """What cannot be brought to a child: its module fails there."""

    def __call__(self) -> None:
        """Never."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return importlib.import_module, ("tests.broken_preload",)


async def test_children_that_cannot_start_are_no_fault_of_a_page(capfd: pytest.CaptureFixture[str]) -> None:
    """The worker must end rather than bury every page."""
    box = sandbox(work=_Unimportable())
    with pytest.raises(SandboxError):
        await box.start()
    await box.stop()
    assert "not importable" in capfd.readouterr().err


async def test_stopping_kills_what_hangs() -> None:
    """And nothing is started any more."""
    box = sandbox()
    await box.start()
    tasks = [asyncio.create_task(box.run(page_work.hang)) for _ in range(4)]
    await asyncio.sleep(0.1)
    await box.stop()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    with pytest.raises(SandboxError):
        await box.run(page_work.double, 1)


def test_there_is_at_least_one_core() -> None:
    """That this process may use."""
    assert available_cores() >= 1
