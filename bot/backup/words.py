"""What can go wrong with a backup, as a sentence that says what to do: for the terminal, the doctor and the chat."""

from bot.backup.errors import BackupError, Trouble
from bot.texts import N_, Texts

_SENTENCES = {
    Trouble.EXISTS: N_("There is a file {path} already. Choose another name."),
    Trouble.NO_FOLDER: N_("There is no folder {path}. Make it, or choose another one."),
    Trouble.NO_ROOM: N_("There is no room for the backup on the disk of {path}. Make room, or choose another disk."),
    Trouble.NOT_WRITABLE: N_(
        "Nothing can be written into {path}: {reason}. Give this user the right to, or choose another folder."
    ),
    Trouble.NOT_READABLE: N_("The file {path} cannot be read: {reason}. Look at its name and at the rights to it."),
    Trouble.NOT_READ_BACK: N_(
        "What was written could not be read back, and was removed. Look at the disk, and try again."
    ),
    Trouble.NO_KEY: N_(
        "A backup is encrypted: name a file with a passphrase by PLAUKTS_BACKUP_PASSPHRASE_FILE, or set "
        "PLAUKTS_BACKUP_RECIPIENT to a public key."
    ),
    Trouble.NO_KEY_TO_READ: N_(
        "The backup is encrypted: name the file with its passphrase by PLAUKTS_BACKUP_PASSPHRASE_FILE, or the one with "
        "the private key by PLAUKTS_BACKUP_IDENTITY_FILE."
    ),
    Trouble.SHORT_PASSPHRASE: N_("The passphrase is too short: it needs {least} signs at least."),
    Trouble.BAD_RECIPIENT: N_(
        "PLAUKTS_BACKUP_RECIPIENT is no public key. It begins with age1; `age-keygen` prints one."
    ),
    Trouble.BAD_IDENTITY: N_(
        "The file in PLAUKTS_BACKUP_IDENTITY_FILE holds no private key. It begins with AGE-SECRET-KEY-1."
    ),
    Trouble.WRONG_KEY: N_(
        "The passphrase or the key is not the one of this backup. Take the one with which it was made."
    ),
    Trouble.NO_BACKUP: N_("The file {path} is no backup of Plaukts. Choose another one."),
    Trouble.DAMAGED: N_("The backup {path} is damaged or was cut off. Take another copy of it, or an earlier backup."),
    Trouble.NEWER: N_("The backup {path} is of a newer version of Plaukts. Update Plaukts."),
    Trouble.NOT_EMPTY: N_(
        "The database is not empty (tables: {tables}, members: {members}), and nothing was changed. Name a new one by "
        "PLAUKTS_DATABASE_URL."
    ),
    Trouble.UNFIT: N_("The backup does not fit into this database ({table}: {reason}), and nothing was changed."),
    Trouble.DATABASE: N_("The database cannot be read: {reason}. What to do is said by `plaukts doctor`."),
    Trouble.NEWER_DATABASE: N_("The database is of a newer version of Plaukts. Update Plaukts."),
    Trouble.EMPTY: N_("There is nothing in the database to be backed up."),
    Trouble.INTERRUPTED: N_(
        "The process that made the backup was ended before it was done. Look at the memory and the log."
    ),
}
"""The sentences (msgids)."""


def sentence(texts: Texts, error: BackupError) -> str:
    """What went wrong, and what to do."""
    values = {"path": "?", "reason": "?", "least": "?", "tables": "0", "table": "?"} | error.values
    values["members"] = values.get("members") or "–"
    return texts.plain(_SENTENCES[error.trouble], **values)
