"""How many updates a second are answered: Plaukts, and a plain python-telegram-bot echo beside it.

    uv run python -m tests.benchmarks.throughput [--updates 3000] [--database sqlite|postgresql|both]

Both bots meet the same local Telegram and get the same updates, in turn, several times; the medians are told. The
figures depend on the machine; the ratio of the two much less. Nothing here is asserted.
"""

import argparse
import sys
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles

from sqlalchemy import create_engine, make_url, text

from tests.benchmarks.measuring import ASKERS, ECHO, PLAUKTS, Result, Task, measure
from tests.benchmarks.region import question, wish_for_help

SQLITE, POSTGRESQL = "sqlite", "postgresql"
_NAMES = {
    SQLITE: "Plaukts on SQLite (synchronous=FULL)",
    POSTGRESQL: "Plaukts on PostgreSQL (pgserver, its defaults)",
}

NewUrl = Callable[[], str]
Said = Callable[[int], str]


def main() -> None:
    """Measure and print."""
    options = _options()
    kinds = [SQLITE, POSTGRESQL] if options.database == "both" else [options.database]
    with ExitStack() as stack:
        urls = {kind: stack.enter_context(databases(kind)) for kind in kinds}
        _say(
            f"{options.updates} updates from {ASKERS} people, the median of {options.rounds} rounds in turn;",
            "the local Telegram in a process of its own, its limits off; all updates are waiting when",
            "the time begins, which ends with the last asker's answer.",
            "",
        )
        rounds: dict[tuple[str, Said], list[Result]] = defaultdict(list)
        for _ in range(options.rounds):
            for said in (wish_for_help, question):
                rounds[ECHO, said].append(_measured(Task(ECHO, options.updates, options.warm_up, said=said)))
                for kind in kinds:
                    task = Task(PLAUKTS, options.updates, options.warm_up, urls[kind](), said=said)
                    rounds[kind, said].append(_measured(task))
        _say_echo(rounds[ECHO, wish_for_help], rounds[ECHO, question])
        for kind in kinds:
            _say("", f"{_NAMES[kind]}: the whole bot, everything stored, its pacing off")
            _say_plaukts("one answer (/palidziba)", rounds[kind, wish_for_help], rounds[ECHO, wish_for_help])
            _say_plaukts("a question", rounds[kind, question], rounds[ECHO, question])
            if options.seconds:
                updates = int(options.rate * options.seconds)
                task = Task(PLAUKTS, updates, options.warm_up, urls[kind](), options.rate)
                _say_latency(_measured(task), options.rate, options.seconds)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.throughput", description=__doc__)
    parser.add_argument("--updates", type=int, default=3000, help="updates for each bot in each round")
    parser.add_argument("--rounds", type=int, default=3, help="how often each bot is measured")
    parser.add_argument("--database", choices=(SQLITE, POSTGRESQL, "both"), default=SQLITE)
    parser.add_argument("--warm-up", type=int, default=200, help="updates before the time begins")
    parser.add_argument("--rate", type=float, default=25, help="questions a second for the latency")
    parser.add_argument("--seconds", type=float, default=20, help="how long for the latency; 0 leaves it out")
    return parser.parse_args()


def _measured(task: Task) -> Result:
    """Each measurement has a fresh process, so that none inherits another's memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, task).result()


@contextmanager
def databases(kind: str) -> Iterator[NewUrl]:
    """Gives the URLs of new databases."""
    numbers = count(1)
    with tempfile.TemporaryDirectory(prefix="plaukts-benchmark-", ignore_cleanup_errors=True) as folder:
        if kind == SQLITE:
            yield lambda: f"sqlite:///{Path(folder) / f'plaukts{next(numbers)}.db'}"
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pgserver  # noqa: PLC0415 - has no wheels for Python above 3.12

            server = pgserver.get_server(folder, cleanup_mode="stop")
        address = make_url(server.get_uri())

        def new_database() -> str:
            name = f"plaukts{next(numbers)}"
            engine = create_engine(address.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            engine.dispose()
            return address.set(drivername="postgresql", database=name).render_as_string(hide_password=False)

        try:
            yield new_database
        finally:
            server.cleanup()


def _say_echo(helped: list[Result], asked: list[Result]) -> None:
    _say(
        f"python-telegram-bot {version('python-telegram-bot')} echo bot: its default configuration (httpx,",
        "sequential updates), nothing stored",
        f"    answers/s        {_rate(helped):,.0f}  {_each(helped)} to /palidziba",
        f"    answers/s        {_rate(asked):,.0f}  {_each(asked)} to a question",
        f"    peak memory      {_peak([*helped, *asked])}",
    )


def _say_plaukts(what: str, results: list[Result], echo: list[Result]) -> None:
    ratio = _rate(results) / _rate(echo)
    _say(
        f"  {what}",
        f"    answers/s        {_rate(results):,.0f}  {_each(results)}",
        f"    ratio to echo    {ratio:.2f}",
    )
    if results[0].cards:
        cards = median(one.cards / one.cards_in for one in results)
        _say(
            f"    besides          {results[0].cards:,} cards to one methodologist's chat, all there at {cards:,.0f}/s"
        )
    _say(f"    peak memory      {_peak(results)}")
    wrong = sum(one.left_over + len(one.complaints) for one in results)
    if wrong:
        _say(f"    NOT IN ORDER     {wrong} updates or deliveries left over, or complaints of the local Telegram")


def _say_latency(result: Result, rate: float, seconds: float) -> None:
    cuts = quantiles(result.latencies, n=100)
    _say(
        f"    an answer takes  p50 {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms "
        f"at a steady {rate:g} questions/s for {seconds:g} s ({result.answers} answers)"
    )


def _rate(results: list[Result]) -> float:
    return median(one.per_second for one in results)


def _each(results: list[Result]) -> str:
    return "(" + ", ".join(f"{one.per_second:,.0f}" for one in results) + ")"


def _peak(results: list[Result]) -> str:
    peaks = [one.peak_mib for one in results if one.peak_mib is not None]
    return f"{max(peaks):.0f} MiB" if peaks else "not known on this system"


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
