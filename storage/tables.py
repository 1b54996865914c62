"""All tables at once, for migrations and tests: importing this module fills ``metadata``."""

from storage import (
    audit,
    broadcasts,
    consultations,
    dialogs,
    digests,
    files,
    inbox,
    leases,
    libraries,
    members,
    news,
    numbers,
    outbox,
    preferences,
    revisions,
    seen,
    vocabulary,
)
from storage.base import metadata

__all__ = [
    "audit",
    "broadcasts",
    "consultations",
    "dialogs",
    "digests",
    "files",
    "inbox",
    "leases",
    "libraries",
    "members",
    "metadata",
    "news",
    "numbers",
    "outbox",
    "preferences",
    "revisions",
    "seen",
    "vocabulary",
]
