"""A year of the schedule, simulated: machines that sleep, processes that are killed, runs that take
long, another run in the way, clocks that change to summer time and back. Then the archive's record
of what was due is held against a list made without any scheduler.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
import time_machine
from apscheduler.schedulers.base import BaseScheduler

from jobs.config import Config
from jobs.config_tables import ScheduleConfig, SourceConfig
from jobs.crawling import Finished
from jobs.schedule.due_runs import LOOK_S
from jobs.schedule.scheduler import Configuration, Runner, Scheduler
from jobs.schedule.timetable import timetables
from scraper.archive.runs import RUN, DueRun
from scraper.archive.states import RunOutcome
from scraper.archive.store import Archive
from scraper.crawl import CrawlReport
from tests.conftest import raw

NEW_YORK = ZoneInfo("America/New_York")
CONFIG = Config(
    schedule=ScheduleConfig(timezone="America/New_York", jitter_s=30),
    sources={
        "npr": SourceConfig(cron="17 * * * *"),
        "cnn": SourceConfig(cron="30 1 * * *"),
        "pbs": SourceConfig(cron="30 2 * * *"),
        "democracynow": SourceConfig(every="6h"),
    },
)
#: Something happens to the machine about so often.
_QUIET_DAYS = 2.0


class Killed(BaseException):
    """The process is gone."""


class SteppedTimer(BaseScheduler):
    """APScheduler without a thread: it looks for due jobs when it is told to."""

    def wakeup(self) -> None:
        """Nobody waits."""

    def shutdown(self, wait: bool = True) -> None:
        """Nobody is to be waited for."""
        super().shutdown(wait=False)

    def fire(self) -> None:
        """Start the jobs that are due."""
        self._process_jobs()

    def next_time(self) -> datetime:
        """When a job is due next."""
        found: datetime = min(job.next_run_time for job in self.get_jobs())
        return found


@dataclass(slots=True)
class Tally:
    """What happened, and what is wrong."""

    happened: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    due: int = 0
    runs: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


def expected(since: datetime, until: datetime) -> dict[str, list[datetime]]:
    """When each source is due after ``since``, by the standard library alone. New York is whole
    hours from UTC. An hour that comes twice counts the first time; a time that is left out is the
    first moment after the gap.
    """

    def days() -> Iterator[date]:
        day = since.date() - timedelta(days=1)
        while day <= until.date():
            yield day
            day += timedelta(days=1)

    def daily(hour: int) -> list[datetime]:
        local = (datetime(d.year, d.month, d.day, hour, 30, tzinfo=NEW_YORK) for d in days())
        found = [moment.astimezone(UTC) for moment in local]
        # The gap is a whole hour.
        return [
            moment if moment.astimezone(NEW_YORK).hour == hour else moment.replace(minute=0)
            for moment in found
        ]

    hours = [
        datetime(d.year, d.month, d.day, hour, tzinfo=UTC) for d in days() for hour in range(24)
    ]
    due = {
        "npr": [hour + timedelta(minutes=17) for hour in hours],
        "cnn": daily(1),
        "pbs": daily(2),
        "democracynow": [hour for hour in hours if hour.hour % 6 == 0],
    }
    return {s: [moment for moment in due[s] if since < moment <= until] for s in due}


class Year:
    """The machine on which it all happens."""

    def __init__(self, directory: Path, since: datetime, until: datetime, seed: int) -> None:
        self._db = directory / "archive.db"
        self._since, self._until = since, until
        self._random = random.Random(seed)
        self._traveller = time_machine.travel(since, tick=False)
        self._clock = self._traveller.start()
        self._kill_next = False
        self._ended = until
        self.tally = Tally()

    def _now(self) -> datetime:
        return datetime.now(UTC)

    def _pass(self, length: timedelta) -> None:
        self._clock.move_to(self._now() + length)

    def _about(self, hours: float) -> timedelta:
        return timedelta(hours=self._random.expovariate(1 / hours))

    def _run(self, archive: Archive, config: Config, due: list[DueRun]) -> Finished:
        names = [one.source for one in due]
        run_id = archive.runs.start("schedule", self._now(), sources=names, due=due)
        if self._kill_next:
            self._kill_next = False
            self._pass(timedelta(minutes=3))
            raise Killed
        # Some runs take longer than the time to the next.
        slow = self._random.random() < 0.01
        self._pass(self._about(2.0) if slow else timedelta(seconds=self._random.uniform(1, 60)))
        archive.runs.finish(run_id, RunOutcome.DONE, {}, self._now())
        return Finished(CrawlReport(), drift=[])

    def _start(self) -> tuple[Scheduler, SteppedTimer]:
        timer = SteppedTimer(timezone=UTC)
        log = structlog.wrap_logger(structlog.ReturnLogger(), processors=[lambda *_: ""])
        made = Scheduler(self._db, Configuration(lambda: CONFIG), Runner(self._run), log, timer)
        return made, timer

    def live(self) -> Tally:
        """Live through it, and look at what came of it."""
        began = time.perf_counter()
        try:
            while self._now() < self._until:
                self._process()
            self._settle()
        finally:
            self._traveller.stop()
        self._compare()
        self.tally.seconds = time.perf_counter() - began
        return self.tally

    def _process(self) -> None:
        """One process's life, and how long nobody runs after it."""
        try:
            scheduler, timer = self._start()
            scheduler.start()
            while self._now() < self._until:
                quiet = self._now() + self._about(24 * _QUIET_DAYS)
                while (fires := timer.next_time()) < min(quiet, self._until):
                    self._clock.move_to(max(fires, self._now()))
                    timer.fire()
                    scheduler.step(0)
                if quiet >= self._until:
                    self._clock.move_to(self._until)
                    return
                self._clock.move_to(max(quiet, self._now()))
                if not self._something(scheduler, timer):
                    return
        except Killed:
            self.tally.happened["killed in a run"] += 1
            self._pass(self._about(3))

    def _something(self, scheduler: Scheduler, timer: SteppedTimer) -> bool:
        """Something happens; False when the process is no more."""
        what = self._random.choice(["sleep", "stop", "kill", "held", "by hand", "clock back"])
        self.tally.happened[what] += 1
        if what == "sleep":
            self._pass(self._about(9))
            if self._random.random() < 0.5:  # the timer's thread may wake late
                timer.fire()
            scheduler.step(0)
        elif what == "held":
            with Archive.write(self._db):
                for _ in range(self._random.randint(1, 200)):
                    self._pass(timedelta(seconds=LOOK_S))
                    timer.fire()
                    scheduler.step(0)
        elif what == "by hand":
            self._pass(self._about(1))
            with Archive.write(self._db) as archive:
                names = self._random.sample(sorted(CONFIG.sources), 2)
                run_id = archive.runs.start(RUN, self._now(), sources=names)
                archive.runs.finish(run_id, RunOutcome.DONE, {}, self._now())
        elif what == "clock back":
            self._pass(-timedelta(minutes=self._random.randint(1, 90)))
            scheduler.step(0)
        elif what == "kill":
            self._kill_next = True  # in the next run
        else:
            self._pass(self._about(12))
            return False
        return True

    def _settle(self) -> None:
        """At the end everything that was due is made."""
        self._kill_next = False
        scheduler, _ = self._start()
        self._ended = self._now()
        scheduler.start()

    def _compare(self) -> None:
        with Archive.read(self._db) as archive:
            rows = (
                raw(archive)
                .execute(
                    "SELECT source, first_due_at, due_at, due_count, reason, started_at,"
                    " finished_at, runs.id FROM due_runs JOIN runs ON runs.id = run_id"
                    " WHERE outcome = 'done' ORDER BY due_at"
                )
                .fetchall()
            )
            self.tally.runs = raw(archive).execute("SELECT count(*) FROM runs").fetchone()[0]
        for source in CONFIG.sources:
            own = [row for row in rows if row["source"] == source]
            first, *own = own
            due = expected(datetime.fromisoformat(first["due_at"]), self._ended)[source]
            self.tally.due += len(due)
            for row in own:
                span = [
                    moment
                    for moment in due[: row["due_count"]]
                    if row["first_due_at"] <= moment.isoformat() <= row["due_at"]
                ]
                if len(span) != row["due_count"]:
                    self.tally.wrong.append(f"{source}: {dict(row)} does not follow on {due[:2]}")
                    break
                due = due[row["due_count"] :]
                late = row["due_count"] > 1
                self.tally.reasons[row["reason"] or "on time"] += 1
                if late and not row["reason"]:
                    self.tally.wrong.append(f"{source}: {dict(row)} has no reason")
                if row["started_at"] < row["due_at"]:
                    self.tally.wrong.append(f"{source}: {dict(row)} came before it was due")
            if due:
                self.tally.wrong.append(f"{source}: not made: {due[:3]}")


def year(directory: Path, since: datetime, until: datetime, seed: int) -> Tally:
    """Live through the time from ``since`` to ``until``."""
    with Archive.write(directory / "archive.db"):
        pass
    assert {t.source for t in timetables(CONFIG)} == set(CONFIG.sources)
    return Year(directory, since, until, seed).live()
