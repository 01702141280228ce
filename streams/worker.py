"""Decides how the parts of a worker go together: how they start, work, are looked after, drain and stop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

from streams import life, memory, metric_list
from streams.app import Kafka
from streams.connection import transactional_producer
from streams.custody import Custody, Partition
from streams.delivery import Delivery
from streams.drift import Drift
from streams.ending import Stalled, Status, end_after, status_of
from streams.forms import Destinations
from streams.health import HealthServer
from streams.isolation import children
from streams.journal import Holder, Journal
from streams.ledger import Ledger
from streams.metric_list import Metric
from streams.metrics import Metrics
from streams.observer import Observer
from streams.outage import SILENCE, Silence
from streams.preflight import PreflightError
from streams.settings import Settings
from streams.status.page import StatusPage
from streams.status.recent import Recent
from streams.status.view import Asked
from streams.transactions import Transactions
from streams.watchdog import LoopGuard, Sight, Trouble, Watchdog
from streams.window import SPAN, Window

# Seconds for leaving the group and closing connections, after the drain.
STOP_TIMEOUT = 10.0
# Seconds for the last commit.
COMMIT_TIMEOUT = 5.0
# A record may wait so long (seconds) for its confirmation before the worker is shown as not ready.
PATIENCE = 10.0
# Trouble that has lasted so long (seconds) is told; before that it may be a page that takes its time.
TROUBLE_PATIENCE = 30.0


class Worker:
    """All parts of one worker, put together."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        metrics = Metrics()
        recent = Recent()
        self._observer = observer = Observer(metrics, Drift(settings.drift_pages), recent)
        holder = Holder.new(settings.group_instance_id)
        journal = Journal[Partition](settings.worker_deaths, settings.window_pages, holder)
        self._kafka = kafka = Kafka(settings, journal)
        self._sandbox = children(settings, observer.child_lost)
        self._ledger = Ledger[Partition](settings.window_pages, settings.window_bytes, SPAN)
        transactions = None if settings.delivery == "at_least_once" else self._transactions(settings, journal)
        self._delivery = transactions or self._single_writes(settings)
        self._window = Window(
            ledger=self._ledger,
            custody=Custody(
                journal,
                read=kafka.committed,
                write=transactions.write if transactions else kafka.write,
                fence=transactions.begin if transactions else None,
            ),
            sandbox=self._sandbox,
            delivery=self._delivery,
            observer=observer,
            failed=kafka.crash,
            hold=kafka.hold,
            go_on=kafka.go_on,
        )
        self._page = StatusPage(settings, metrics, recent, self._asked(settings))
        self._health = HealthServer(
            bind=settings.web_bind,
            port=settings.web_port,
            metrics=metrics.text,
            unready=self._unready,
            page=self._page.add_to,
        )
        self._watchdog = Watchdog(self._sight)
        self._guard = LoopGuard(settings.stall_timeout, Status.STALLED)
        self._trouble: Trouble | None = None
        self._silence = Silence(life.log)
        self._forced = Status.FORCED
        kafka.feed(
            self._window,
            writer=transactions.write if transactions else None,
            assigned=observer.rebalanced,
            released=self._delivery.stop,
        )
        metrics.watch_lag(kafka.lag)
        for metric, value in self._watched().items():
            metrics.watch(metric, value)

    def _watched(self) -> Mapping[Metric, Callable[[], float | None]]:
        return {
            metric_list.READY: lambda: not self._unready(),
            metric_list.CHILDREN: lambda: self._sandbox.processes,
            metric_list.PAGES_IN_HAND: lambda: self._ledger.pages,
            metric_list.BYTES_IN_HAND: lambda: self._ledger.size,
            metric_list.COMMIT_AGE: self._commit_age,
            metric_list.MEMORY: memory.of_family,
        }

    def _asked(self, settings: Settings) -> Asked:
        return Asked(
            node=life.node(settings),
            unready=self._unready,
            lag=self._kafka.lag,
            pages_in_hand=lambda: self._ledger.pages,
            bytes_in_hand=lambda: self._ledger.size,
            commit_age=self._commit_age,
        )

    def _single_writes(self, settings: Settings) -> Delivery:
        return Delivery(
            self._kafka.send,
            _destinations(settings),
            retried=self._observer.retried,
        )

    def _transactions(self, settings: Settings, journal: Journal[Partition]) -> Transactions:
        return Transactions(
            partial(transactional_producer, settings),
            _destinations(settings),
            ledger=self._ledger,
            journal=journal,
            confirm=self._kafka.confirm,
            rejoin=self._kafka.rejoin,
            timeout=settings.producer_request_timeout,
            retried=self._observer.retried,
        )

    async def start(self) -> None:
        """Start what is not Kafka. Raises `PreflightError` or `SandboxError`."""
        try:
            await self._health.start()
        except OSError as error:
            address = f"{self._settings.web_bind}:{self._settings.web_port}"
            raise PreflightError(
                f"WEB_BIND, WEB_PORT: cannot listen on {address}: {error.strerror}"
            ) from error
        await self._sandbox.start()
        self._guard.start()
        life.started(self._settings)

    async def work(self, stopping: asyncio.Event) -> Status:
        """Work until a signal or an error; gives the exit status."""
        parts = (self._kafka.run(), self._commit_regularly(), self._watch(), self._summarise())
        tasks = [asyncio.create_task(part) for part in parts]
        signalled = asyncio.create_task(stopping.wait())
        await asyncio.wait([*tasks, signalled], return_when=asyncio.FIRST_COMPLETED)
        if stopping.is_set():
            await self._drain()
        ended = [task for task in tasks if task.done()]
        for task in tasks[1:]:
            task.cancel()
        status = status_of(ended)
        if status == Status.STALLED:
            self._forced = Status.STALLED
        if status in {Status.STALLED, Status.UNDELIVERABLE}:
            # Not the fault of the pages in hand: no death that the journal should count.
            await self._kafka.leave(COMMIT_TIMEOUT)
        return status

    async def stop(self) -> None:
        """End everything, within bounds."""
        self._guard.stop()
        end_after(STOP_TIMEOUT, self._forced)
        self._window.abandon()
        with suppress(TimeoutError):
            await asyncio.wait_for(
                asyncio.gather(self._delivery.stop(), self._kafka.stop()), STOP_TIMEOUT / 2
            )
        await asyncio.gather(self._sandbox.stop(), self._page.stop())
        await self._health.stop()

    async def _drain(self) -> None:
        end_after(self._settings.drain_timeout + 2 * STOP_TIMEOUT)
        self._kafka.draining = True
        self._window.close()
        left = await self._window.drain(self._settings.drain_timeout)
        life.drained(left)
        await self._kafka.leave(COMMIT_TIMEOUT)

    async def _commit_regularly(self) -> None:
        while True:
            await self._window.until_finished(
                self._settings.broker_commit_every, self._settings.broker_commit_interval
            )
            await self._kafka.commit()

    async def _summarise(self) -> None:
        while self._settings.summary_interval:
            await asyncio.sleep(self._settings.summary_interval)
            self.tell_summary()
        await asyncio.Event().wait()

    def tell_summary(self) -> None:
        """Log what happened since the last summary, unless the settings want none."""
        if self._settings.summary_interval:
            self._observer.summarise(
                lag=self._kafka.lag(), in_hand=self._ledger.pages, bytes_in_hand=self._ledger.size
            )

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            self._guard.beat()
            self._observer.turn()
            if not self._kafka.draining:
                self._listen()
                self._look_after()

    def _listen(self) -> None:
        """Tell that the broker is away where nothing else does: with pages in hand, writing their outcomes tells it."""
        silent = self._kafka.seconds_since_poll()
        if self._kafka.is_assigned and (silent < SILENCE or not self._ledger.pages):
            self._silence.look(silent)

    def _look_after(self) -> None:
        """Tell of new trouble; raise `Stalled` of old."""
        before, self._trouble = self._trouble, self._watchdog.check()
        if self._trouble is None:
            return
        if self._trouble.seconds >= self._settings.stall_timeout:
            raise Stalled(f"{self._trouble.reason}, for {self._trouble.seconds:.0f} s")
        if self._trouble.seconds >= TROUBLE_PATIENCE > (before.seconds if before else 0.0):
            life.in_trouble(self._trouble.reason)

    def _sight(self) -> Sight:
        kafka = self._kafka
        return Sight(
            is_assigned=kafka.is_assigned,
            waiting=kafka.waiting(),
            finished=self._window.finished,
            committed=kafka.last_commit,
            is_commit_due=bool(self._ledger.committable()),
            unpolled=kafka.seconds_since_poll(),
        )

    def _commit_age(self) -> float:
        return time.monotonic() - self._kafka.last_commit

    def _unready(self) -> str:
        slowest = self._delivery.slowest()
        if slowest > PATIENCE:
            return f"a record waits for the broker's confirmation for {slowest:.0f} s"
        if self._trouble is not None and self._trouble.seconds > TROUBLE_PATIENCE:
            return f"{self._trouble.reason}, for {self._trouble.seconds:.0f} s"
        return self._kafka.unready()


def _destinations(settings: Settings) -> Destinations:
    return Destinations(
        articles=settings.articles_topic,
        skipped=settings.skipped_topic,
        dead=settings.dlq_topic,
        group=settings.group,
        max_bytes=settings.producer_max_request_size,
    )
