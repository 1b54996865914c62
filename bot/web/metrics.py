"""What can be measured of a running bot, for Prometheus. No name, no text, no chat is in it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Metric, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.courier import Channel
from bot.delivery.meaning import Outcome, Verdict
from storage.backup_marks import failure, last_made
from storage.carrying import Claimed
from storage.database import Database
from storage.files import FileContent
from storage.inbox import inbox_state
from storage.outbox import Lane
from storage.outbox_state import outbox_state


class Metrics:
    """One bot's own registry: counted since the start of the process, or looked up when it is read."""

    def __init__(self, database: Database, now: Callable[[], datetime], serving: Callable[[], bool]) -> None:
        self.reachable: bool | None = None
        """Whether Telegram answered when it was asked last; None before that."""
        self.registry = registry = CollectorRegistry()
        self._updates = Counter(
            "plaukts_updates_stored", "Updates taken in and stored, repeated ones included.", registry=registry
        )
        posts = Counter(
            "plaukts_webhook_posts",
            "Requests to the webhook by the status of our answer.",
            ["status"],
            registry=registry,
        )
        self._posts = {status: posts.labels(status) for status in (200, 400, 403, 408, 413, 503)}
        attempts = Counter(
            "plaukts_delivery_attempts", "Attempts to deliver by what came of them.", ["outcome"], registry=registry
        )
        self._attempts = {outcome: attempts.labels(outcome.value) for outcome in Outcome}
        letters = Counter(
            "plaukts_mail_attempts", "Attempts to mail by what came of them.", ["outcome"], registry=registry
        )
        self._letters = {outcome: letters.labels(outcome.value) for outcome in Outcome}
        self._floods = Counter(
            "plaukts_telegram_too_many_requests", "Answers 429 of Telegram, to whatever was asked.", registry=registry
        )
        reachable = Gauge("plaukts_telegram_reachable", "1 if Telegram answered when asked last.", registry=registry)
        reachable.set_function(lambda: float(self.reachable or False))
        self._at_telegram = Gauge(
            "plaukts_webhook_waiting_updates",
            "Updates that Telegram has yet to post, as it said within the last minute.",
            registry=registry,
        )
        Gauge(
            "plaukts_lease_holder", "1 if this process takes updates, 0 if it stands by.", registry=registry
        ).set_function(lambda: float(serving()))
        ProcessCollector(registry=registry)
        registry.register(_Stored(database, now))

    def stored(self, updates: int) -> None:
        """So many updates were stored."""
        self._updates.inc(updates)

    def answered(self, status: int) -> None:
        """A post to the webhook was answered."""
        self._posts[status].inc()
        if status == 200:
            self.stored(1)

    def attempted(self, outcome: Outcome) -> None:
        """An attempt to deliver is over."""
        self._attempts[outcome].inc()

    def mailed(self, outcome: Outcome) -> None:
        """An attempt to hand a letter in is over."""
        self._letters[outcome].inc()

    def contacted(self, status: int | None) -> None:
        """Telegram answered with this status, or did not."""
        # A page with 5xx comes from something on the way to Telegram, or from a Telegram that cannot do anything.
        self.reachable = status is not None and status < 500
        if status == 429:
            self._floods.inc()

    def waiting_at_telegram(self, updates: int) -> None:
        """So many updates has Telegram yet to post."""
        self._at_telegram.set(updates)


class _Stored(Collector):
    """What the database tells, at the moment of being asked; without the database, only that it is away."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def describe(self) -> Iterator[Metric]:
        """Nothing, so that nothing is read before there is anybody who asks."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """Read in a session of its own, in the thread of whoever asks."""
        try:
            with self._database.read() as session:
                incoming, outgoing = inbox_state(session), outbox_state(session)
                backed_up, backup_failed = last_made(session), failure(session)
        except SQLAlchemyError:
            yield GaugeMetricFamily("plaukts_database_up", "1 if the database answers.", value=0)
            return
        now = self._now()

        def age(moment: datetime | None) -> float:
            return max(0.0, (now - moment).total_seconds()) if moment else 0.0

        yield GaugeMetricFamily("plaukts_database_up", "1 if the database answers.", value=1)
        yield GaugeMetricFamily("plaukts_inbox_waiting", "Updates stored and not handled.", value=incoming.waiting)
        yield GaugeMetricFamily(
            "plaukts_inbox_oldest_seconds", "Age of the oldest update that is not handled.", value=age(incoming.oldest)
        )
        yield GaugeMetricFamily("plaukts_inbox_parked", "Updates put aside after failing.", value=incoming.parked)
        oldest = GaugeMetricFamily(
            "plaukts_outbox_oldest_seconds",
            "How long the oldest delivery that waits to go has been due.",
            labels=["lane"],
        )
        for lane in Lane:
            oldest.add_metric([lane.name.lower()], age(outgoing.oldest.get(lane)))
        yield oldest
        odd = GaugeMetricFamily(
            "plaukts_outbox_deliveries", "Deliveries that failed, or of unknown fate.", labels=["state"]
        )
        odd.add_metric(["unknown"], outgoing.unknown)
        odd.add_metric(["failed"], outgoing.failed)
        yield odd
        if backed_up is not None:
            yield GaugeMetricFamily(
                "plaukts_backup_age_seconds", "Age of the last good backup.", value=age(backed_up.at)
            )
        yield GaugeMetricFamily(
            "plaukts_backup_failing",
            "1 if the last backup that was to be made failed.",
            value=float(backup_failed is not None),
        )


class CountedChannel:
    """A channel whose attempts are counted."""

    def __init__(self, channel: Channel, attempted: Callable[[Outcome], None]) -> None:
        self._channel = channel
        self._attempted = attempted

    async def deliver(self, delivery: Claimed, file: FileContent | None) -> Verdict:
        """Make the attempt, and count it."""
        verdict = await self._channel.deliver(delivery, file)
        self._attempted(verdict.outcome)
        return verdict
