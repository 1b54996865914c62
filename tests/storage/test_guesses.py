"""Wrong codes are counted by account and kind, forgiven by the right one, and forgotten."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from storage.database import Database
from storage.guesses import (
    INVITE,
    MAIL,
    Guesses,
    count_guesses,
    forget_guesses,
    forgive_guesses,
    guessed_since,
    guesses_of,
)

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_guesses_are_counted_and_forgotten(database: Database) -> None:
    def job(session: Session) -> None:
        assert guesses_of(session, 2**40, INVITE) is None
        for hour in range(3):
            count_guesses(session, 2**40, INVITE, 1, NOW + hour * HOUR)
        count_guesses(session, 2**40, MAIL, 1, NOW)
        count_guesses(session, 7, INVITE, 1, NOW + HOUR)
        assert guesses_of(session, 2**40, INVITE) == Guesses(3, NOW + 2 * HOUR)
        assert guessed_since(session, NOW) == (5, 2)
        assert guessed_since(session, NOW + 2 * HOUR) == (3, 1)
        assert guessed_since(session, NOW + 3 * HOUR) == (0, 0)
        forgive_guesses(session, 2**40, INVITE)
        assert guesses_of(session, 2**40, INVITE) is None
        forget_guesses(session, NOW + HOUR)
        assert guesses_of(session, 2**40, MAIL) is None
        assert guesses_of(session, 7, INVITE) == Guesses(1, NOW + HOUR)

    database.submit(job).result()
