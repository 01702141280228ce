from __future__ import annotations

import asyncio
import multiprocessing
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from streams.child import COLLECT_EVERY, bounded
from streams.sandbox import Sandbox
from tests import page_work

ROOT = Path(__file__).parents[1]

# A worker in small: it starts one child, tells its process id and is then killed.
PARENT = """
import asyncio, sys
from streams.sandbox import Sandbox
from tests import page_work

async def main():
    box = Sandbox(processes=1, timeout=60, memory=1024**3, tasks_per_child=9, work=page_work.pid)
    await box.start()
    print(await box.run(page_work.pid), flush=True)
    await box.run(page_work.hang)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_a_child_does_not_outlive_a_killed_worker(tmp_path: Path) -> None:
    """Not even when it is busy."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    with subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(ROOT)},
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        time.sleep(0.1)
        parent.send_signal(signal.SIGKILL)
        psutil.wait_procs([child], timeout=30)
        assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_cpu_time_has_a_ceiling_that_the_kernel_keeps() -> None:
    """Nobody else watches over this child; time before the page does not count."""
    child = multiprocessing.get_context("spawn").Process(target=bounded, args=(0.5, page_work.spin))
    child.start()
    child.join(30)
    assert child.exitcode == -signal.SIGXCPU


def test_the_ceiling_is_of_one_page() -> None:
    """A child may work for long, page by page."""
    child = multiprocessing.get_context("spawn").Process(target=page_work.work_page_by_page)
    child.start()
    child.join(60)
    assert child.exitcode == 0


async def test_garbage_in_cycles_is_freed_though_seldom_looked_for() -> None:
    """A megabyte a call does not fill the memory; work on pages leaves none, so it need not be looked for often."""
    box = Sandbox(processes=1, timeout=60, memory=1024**3, tasks_per_child=9999, work=page_work.leave_cycle)
    await box.start()
    try:
        assert not await box.run(page_work.garbage)
        before = await box.run(box.work)
        sizes = await asyncio.gather(*(box.run(box.work) for _ in range(5 * COLLECT_EVERY)))
    finally:
        await box.stop()
    assert before + 10_000_000 < max(sizes) < before + 2_000_000 * COLLECT_EVERY
