"""Decides how one child process lives: how it is started, given calls, watched, killed and replaced.

It runs its calls in order, and has the next ones while it runs one. Nothing is shared with other children: a process
that ends in the wrong moment leaves nothing locked, only a socket at its end.
"""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import Iterable
from typing import Protocol

from schemas.rejection import Reason
from streams.call import Call, PageLost, SandboxError, loss
from streams.child import Setup
from streams.child_process import GRACE, ChildProcess
from streams.pace import Pace
from streams.wire import Answer

# A call that has run for so long (seconds) holds up those behind it.
SLOW = 1.0
# Starts that may fail in a row before no child is expected to start any more.
START_ATTEMPTS = 3
# How often a page may run out of time because the worker stood still before it is no excuse any more.
STANDSTILLS = 3


class Owner(Protocol):
    """Who is told of what happens to a cell."""

    def answered(self) -> None:
        """There is room for more calls."""

    def lost(self, reason: str) -> None:
        """A process ended in its work."""

    def stood_still_since(self, moment: float) -> bool:
        """Whether the worker stood still after this moment, by `time.monotonic`: deadlines ran out without fault."""


class Cell:
    """One child process and its replacements."""

    def __init__(self, owner: Owner, setup: Setup, calls: int) -> None:
        """A process is replaced after so many calls."""
        self._owner = owner
        self._setup = setup
        self._calls = calls
        self._process: ChildProcess | None = None
        self._line: deque[Call] = deque()
        """Calls without an answer: the one that runs, and those behind it."""
        self._sent = 0
        """How many of the line the process has been given."""
        self._since = 0.0
        """When the first of the line began to run; where several were answered since, when that was heard of."""
        self._pace = Pace()
        self._failed_starts = 0
        self._is_killed = self._is_stopped = False
        """Killed by us, so that an answer comes too late; and whether there shall be no process any more."""

    def __len__(self) -> int:
        return len(self._line)

    def has_room(self) -> bool:
        """Whether it should be given one more call."""
        return len(self._line) < self._pace.calls_ahead

    def give(self, call: Call) -> None:
        """Run this behind the others."""
        self._line.append(call)
        if self._process is None:
            self._start()
        self._pass_on()

    def is_held_up(self) -> bool:
        """Whether a call has run for long, so that those behind it had better be run elsewhere."""
        return bool(self._sent) and _now() - self._since > min(SLOW, self._setup.deadline)

    def look(self) -> Iterable[Call]:
        """Kill the process if it is late; gives the calls that it holds up."""
        process = self._process
        if process is None:
            return ()
        if not process.is_ready:
            if _now() - process.born > GRACE:
                process.kill()
            return ()
        if not self.is_held_up():
            return ()
        is_over = _now() - self._since > self._setup.deadline
        if is_over or self._line[0].is_over:  # late, or nobody waits for it any more
            self._is_killed = True
            process.kill()
        return [*self._line][1:]

    async def stop(self) -> None:
        """Kill the process, whatever it does; waits until it is gone. What still runs gets no result."""
        self._is_stopped = True
        if self._process is not None:
            self._process.kill()
            await self._process.gone.wait()

    def _start(self) -> None:
        self._sent, self._is_killed = 0, False
        try:
            self._process = ChildProcess(self._setup, self._calls, self._take, self._end)
        except OSError as error:
            self._give_up(f"no child process can be started: {error}")

    def _pass_on(self) -> None:
        process = self._process
        while process is not None and self._sent < len(self._line) and process.has_room():
            if not self._sent:
                self._since = _now()
            process.send(self._line[self._sent])
            self._sent += 1

    def _take(self, answers: Iterable[Answer]) -> float:
        """The process has answered; at first, that it is ready. Gives for how long it need not be heard again."""
        process = self._process
        if process is None or self._is_killed:
            return 0.0
        since, self._since = self._since, _now()
        ended = 0
        for answer in answers:
            if process.is_ready:
                self._sent -= 1
                self._line.popleft().end(answer)
                ended += 1
            else:
                process.is_ready, self._failed_starts, since = True, 0, self._since
        if ended:
            self._pace.answered(ended, self._since - since)
        self._go_on(process)
        return self._pace.seconds_alone(self._sent)

    def _go_on(self, process: ChildProcess) -> None:
        if not (process.left or self._sent):
            process.hang_up()
        self._owner.answered()
        self._pass_on()

    def _end(self, status: int) -> None:
        """The process has ended."""
        process, self._process = self._process, None
        if self._is_stopped or process is None:
            return
        if not process.is_ready:
            self._failed_starts += 1
        elif self._sent and not self._runs_again(self._line[0], status):
            self._line.popleft()
        if self._failed_starts < START_ATTEMPTS:
            self._start()
            self._pass_on()
        else:
            self._give_up("child processes end before they take work: see the lines above")
        self._owner.answered()

    def _runs_again(self, call: Call, status: int) -> bool:
        """Whether the call that ran when the process ended is to be run once more; else it is lost."""
        if call.is_over:
            return False
        lost = loss(status)
        if self._is_killed:
            lost = PageLost(Reason.TIMEOUT, f"more than {self._setup.deadline:g} s")
            if self._owner.stood_still_since(self._since) and call.excused < STANDSTILLS:
                call.excused += 1
                return True
        elif status == -signal.SIGKILL and not call.killed:
            call.killed = True
            self._owner.lost("broken")
            return True
        self._owner.lost(str(lost.reason))
        call.fail(lost)
        return False

    def _give_up(self, why: str) -> None:
        self._failed_starts = 0
        while self._line:
            self._line.popleft().fail(SandboxError(why))


def _now() -> float:
    return asyncio.get_running_loop().time()
