"""What can go wrong with a backup, by name; the sentences are in ``bot.backup.words``."""

from enum import StrEnum


class Trouble(StrEnum):
    """Why there is no backup, or why it cannot be read."""

    EXISTS = "exists"
    NO_FOLDER = "no_folder"
    NO_ROOM = "no_room"
    NOT_WRITABLE = "not_writable"
    NOT_READABLE = "not_readable"
    NOT_READ_BACK = "not_read_back"
    """What was written is not what can be read."""
    NO_KEY = "no_key"
    NO_KEY_TO_READ = "no_key_to_read"
    SHORT_PASSPHRASE = "short_passphrase"  # noqa: S105 - a name
    BAD_RECIPIENT = "bad_recipient"
    BAD_IDENTITY = "bad_identity"
    WRONG_KEY = "wrong_key"
    NO_BACKUP = "no_backup"
    """The file is something else."""
    DAMAGED = "damaged"
    """It was cut off, or is not as it was written."""
    NEWER = "newer"
    """A newer version made it."""
    NOT_EMPTY = "not_empty"
    UNFIT = "unfit"
    """A row does not go into the other kind of database."""
    DATABASE = "database"
    NEWER_DATABASE = "newer_database"
    EMPTY = "empty"
    """There is nothing to be backed up."""
    INTERRUPTED = "interrupted"
    """The process that made it was ended."""


class BackupError(Exception):
    """One of the troubles, with what it is about: a path, and what the system says."""

    def __init__(self, trouble: Trouble, **values: str) -> None:
        super().__init__(trouble.value, values)
        self.trouble = trouble
        self.values = values
