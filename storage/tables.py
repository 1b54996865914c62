"""All tables at once, for migrations and tests: importing this module fills ``metadata``."""

from storage import (
    audit,
    broadcasts,
    consultations,
    dialogs,
    files,
    inbox,
    leases,
    libraries,
    members,
    news,
    numbers,
    outbox,
    revisions,
    vocabulary,
)
from storage.base import metadata

__all__ = [
    "audit",
    "broadcasts",
    "consultations",
    "dialogs",
    "files",
    "inbox",
    "leases",
    "libraries",
    "members",
    "metadata",
    "news",
    "numbers",
    "outbox",
    "revisions",
    "vocabulary",
]
