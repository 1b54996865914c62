"""Lines of a backup that nobody wrote: whatever they are, they are no backup, and that is all that is said."""

import pytest

from storage.backup import NotABackupError, check_lines

HEADER = b'{"plaukts":1,"schema":"0001","made_at":"2026-11-26T10:00:00+00:00","version":"1","kind":"sqlite"}\n'


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\n",
        b"3\n",
        b"[1]\n",
        b"[" * 100_000,
        b'{"table":"marks"}\n',
        b'{"table":"marks","columns":3}\n',
        b'{"last_keys":{}}\n',
        b'{"rows":0}\n',
    ],
)
def test_no_backup(line: bytes) -> None:
    with pytest.raises(NotABackupError):
        check_lines([HEADER, line])
    with pytest.raises(NotABackupError):
        check_lines([line])
