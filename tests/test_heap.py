from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from streams import heap
from streams.sandbox import Sandbox
from tests import page_work

PROGRAM = """
import resource
from streams import heap
from streams.sandbox import Sandbox
from tests import page_work
{keep}
for _ in range(200):
    answer = bytes(2_000_000)
    pages = [answer[at : at + 100_000] for at in range(0, len(answer), 100_000)]
    del answer, pages
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_memory_that_was_freed_is_used_again() -> None:
    """It is not given back to the kernel, and so need not be cleared for each page."""
    assert _faults("heap.keep_freed(heap.OF_WORKER)") < _faults("") / 2


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
async def test_a_child_keeps_what_it_has_freed() -> None:
    """Its next page needs as much again."""
    sandbox = Sandbox(processes=1, timeout=30, memory=1024**3, tasks_per_child=10, work=page_work.faults)
    await sandbox.start()
    try:
        await sandbox.run(page_work.faults)
        again = await sandbox.run(page_work.faults)
    finally:
        await sandbox.stop()
    assert again < _printed("from tests import page_work\npage_work.faults()\nprint(page_work.faults())") / 10


def test_another_c_library_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no such choice."""
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    heap.keep_freed(heap.OF_WORKER)


def _faults(keep: str) -> int:
    return _printed(PROGRAM.format(keep=keep))


def _printed(program: str) -> int:
    """Of a process of its own: what this one keeps depends on the tests before."""
    command = (sys.executable, "-c", program)
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
