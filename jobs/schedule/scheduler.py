"""The scheduler: APScheduler says when to look, the archive says what is due.

Each source is an APScheduler job. When the job fires, or after a while without any event (timers
don't fire on time on a machine that slept), one run catches up on everything that came due since
the last run in the archive. ``due_runs`` records what that run stands for and why it is late. So it
does not matter whether this process was running: runs that came due while it was down, cut off,
busy or asleep are found in the same way as runs that are on time.
"""

from __future__ import annotations

import queue
import signal
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger
from structlog.typing import FilteringBoundLogger

from jobs.config import Config
from jobs.crawling import Finished
from jobs.remedies import explain, explain_any
from jobs.schedule.due_runs import HELD, LOOK_S, NOT_RUNNING, NOT_SCHEDULED, DueRuns, minute
from jobs.schedule.timetable import Timetable, timetables
from jobs.summary import summary
from scraper.archive.runs import DueRun
from scraper.archive.store import Archive
from scraper.errors import ArchiveBusy, OnRecordError, UsageError

#: How long after the archive could not be had it is tried again.
_TRY_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where the configuration comes from: a function that reads it, and its file, which is watched
    for changes (None if there is no file).
    """

    load: Callable[[], Config]
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Runner:
    """What the scheduler calls.

    :ivar run: runs the sources that are due, in an archive that is open for writing.
    :ivar failed: called with the error that ended a run or kept it from starting. After the first
        failure, it is not called again until a run has succeeded.
    """

    run: Callable[[Archive, Config, list[DueRun]], Finished]
    failed: Callable[[Config, Exception], None] = lambda _config, _error: None


class _Trigger(BaseTrigger):
    """A timetable for APScheduler, with jitter."""

    def __init__(self, timetable: Timetable, jitter_s: int) -> None:
        self._timetable = timetable
        self._jitter_s = jitter_s

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        due = self._timetable.next_after(previous_fire_time or now)
        jittered: datetime = self._apply_jitter(due, self._jitter_s, now)
        return jittered


@dataclass(slots=True)
class _Signal:
    """What can wake the scheduler, other than a source's time."""

    kind: str


class Scheduler:
    """Runs each source when it is due, one run at a time.

    :param db: the archive file.
    :param timer: wakes the scheduler at each source's times.
    :param now: the wall clock.
    """

    def __init__(
        self,
        db: Path,
        configuration: Configuration,
        runner: Runner,
        log: FilteringBoundLogger,
        timer: BaseScheduler | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._db, self._configuration, self._runner = db, configuration, runner
        self._log, self._now = log, now
        self._timer = timer or BackgroundScheduler(timezone=UTC)
        self._timer.add_executor(DebugExecutor(), "default")
        self._wakes: queue.SimpleQueue[str | _Signal] = queue.SimpleQueue()
        self._config = configuration.load()
        self._config_seen = self._config_stamp()
        self._timetables: dict[str, Timetable] = {}
        self._due_runs = DueRuns(log, now)
        self._failing = False
        self._not_before = datetime.min.replace(tzinfo=UTC)
        self.interrupted_by: int | None = None
        self._arm(NOT_RUNNING)

    # -- the loop -----------------------------------------------------------------------------

    def serve(self) -> None:
        """Run until SIGINT or SIGTERM. SIGHUP reads the configuration again."""
        with self._signals():
            self.start()
            try:
                while self.interrupted_by is None:
                    self.step(LOOK_S)
            finally:
                self._timer.shutdown(wait=False)
        self._log.info("stopped")

    def start(self) -> None:
        """Start the timer, and make up for what came due before."""
        self._timer.start()
        self.look(self._timetables, timedelta(0))

    def step(self, patience_s: float) -> None:
        """Wait for something to do and do it; after a while, look whether anything was missed."""
        woken: set[str] = set()
        try:
            wake: str | _Signal | None = self._wakes.get(timeout=patience_s)
            while wake is not None:
                if isinstance(wake, _Signal):
                    self._reload(asked=wake.kind == "reload")
                else:
                    woken.add(wake)
                wake = None if self._wakes.empty() else self._wakes.get_nowait()
        except queue.Empty:
            self._timer.wakeup()
        if self.interrupted_by is not None:
            return
        self._reload(asked=False)
        self.look(woken, timedelta(0))
        # A timer fires up to its jitter late; only what is later than that was missed.
        late = timedelta(seconds=self._config.schedule.jitter_s + LOOK_S)
        self.look(set(self._timetables) - woken, late)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Have :meth:`serve` return."""
        self.interrupted_by = number
        self._wakes.put(_Signal("stop"))

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(number: int, _frame: FrameType | None) -> None:
            self.stop(number)

        def reload(*_: object) -> None:
            self._wakes.put(_Signal("reload"))

        handlers: dict[int, Any] = {signal.SIGINT: stop, signal.SIGTERM: stop}
        if hasattr(signal, "SIGHUP"):
            handlers[signal.SIGHUP] = reload
        before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    # -- the configuration --------------------------------------------------------------------

    def _config_stamp(self) -> tuple[int, int] | None:
        try:
            path = self._configuration.path
            found = path.stat() if path else None
        except OSError:
            return None
        return (found.st_mtime_ns, found.st_size) if found else None

    def _reload(self, *, asked: bool) -> None:
        """Read the configuration where it changed; one that can't be leaves the old in force."""
        seen = self._config_stamp()
        if seen == self._config_seen and not asked:
            return
        self._config_seen = seen
        try:
            config = self._configuration.load()
        except UsageError as error:
            self._log.error(
                "the configuration can't be read; the old one stays in use", error=str(error)
            )
            return
        self._config = config
        self._log.info("the configuration was read again")
        self._arm(NOT_SCHEDULED)

    def _arm(self, reason: str) -> None:
        """Set a job for each source that is on and can be used."""
        for error in self._config.broken_enabled().values():
            self._log.error("not scheduled", error=explain(error))
        before, self._timetables = self._timetables, {}
        for timetable in timetables(self._config):
            source = timetable.source
            self._timetables[source] = timetable
            old = before.get(source)
            if old is None:
                self._due_runs.begin(source, reason)
            elif old.description != timetable.description:
                self._due_runs.change_times(source)
        self._timer.remove_all_jobs()
        for source, timetable in self._timetables.items():
            self._timer.add_job(
                self._wakes.put,
                _Trigger(timetable, self._config.schedule.jitter_s),
                args=[source],
                id=source,
                max_instances=1,
                coalesce=True,
                # However late: what was missed is told from the archive.
                misfire_grace_time=None,
            )
            following = timetable.next_after(self._now())
            self._log.info(
                "scheduled", source=source, when=timetable.description, next=minute(following)
            )

    # -- what is due --------------------------------------------------------------------------

    def look(self, sources: Collection[str], late: timedelta) -> None:
        """Make the runs of ``sources`` that have been due for longer than ``late``."""
        until = self._now() - late
        wanted = [
            timetable
            for source in sources
            if (timetable := self._timetables.get(source)) is not None
            and self._due_runs.may_be_due(timetable, until)
        ]
        if not wanted:
            return
        if timedelta(0) < self._not_before - self._now() <= _TRY_AGAIN:
            return
        try:
            with Archive.write(self._db) as archive:
                found = (self._find(archive, timetable, until) for timetable in wanted)
                if due := [one for one in found if one is not None]:
                    self._make(archive, due)
        except ArchiveBusy as error:
            self._log.warning("the run was postponed", why=explain(error))
            self._due_runs.delay([timetable.source for timetable in wanted], HELD)
            self._not_before = self._now() + _TRY_AGAIN
        except OnRecordError as error:
            self._log.error("the run failed", error=explain(error))
            self._run_failed(error)
        except Exception as error:  # noqa: BLE001  a mistake in one run must not end the schedule
            self._log.error("the run failed", error=explain_any(error), exc_info=error)
            self._run_failed(error)

    def _run_failed(self, error: Exception) -> None:
        if not self._failing:
            self._runner.failed(self._config, error)
        self._failing = True
        self._not_before = self._now() + _TRY_AGAIN

    def _find(self, archive: Archive, timetable: Timetable, until: datetime) -> DueRun | None:
        jitter = timedelta(seconds=self._config.schedule.jitter_s)
        return self._due_runs.find(archive.runs, timetable, until, jitter)

    def _make(self, archive: Archive, due: list[DueRun]) -> None:
        began = self._now()
        for one in due:
            self._log.info(
                "running",
                source=one.source,
                due=minute(one.due_at),
                stands_for=one.count if one.count > 1 else None,
                because=one.reason,
            )
        finished = self._runner.run(archive, self._config, due)
        self._failing = False
        if finished.interrupted_by is not None:
            self._due_runs.interrupted(began)
            self.stop(finished.interrupted_by)
            return
        self._due_runs.made(due, began)
        following = min(t.next_after(self._now()) for t in self._timetables.values())
        self._log.info(
            "done", result=summary(finished.report.counts), outcome=finished.outcome,
            next=minute(following),
        )  # fmt: skip
