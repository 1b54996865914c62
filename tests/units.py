"""A unit of work as the pump does it: one that is refused is undone, and handed over again to be told so."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.errors import NotAllowedError, UserError
from bot.router import Handled, Router
from storage.inbox import Unit


def handled(router: Router, session: Session, unit: Unit, now: datetime) -> Handled:
    """What came of it, in the transaction that the session has begun."""
    try:
        with session.begin_nested():
            return router.handle(session, unit, now)
    except (UserError, NotAllowedError) as error:
        return router.handle(session, unit, now, error)
