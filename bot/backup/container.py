"""A backup as a file: a ZIP with the encrypted rows, and how to open it by hand.

``backup.age`` holds the compressed lines; ``key.age`` the key to it under the passphrase, if there is one; in the open
stand only ``plaukts.json`` and how the two are read without Plaukts, by ``age`` and ``gunzip``. Everything is
streamed, so that the memory needed does not grow with the backup.
"""

import json
import os
import threading
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from pyrage import DecryptError, decrypt_io, encrypt_io, x25519

from bot.backup.errors import BackupError, Trouble
from bot.backup.keys import Keys, opening
from storage.backup import FORMAT, NewerFormatError, NotABackupError

ABOUT, KEY, ROWS = "plaukts.json", "key.age", "backup.age"
_GZIP = 31
"""zlib's number for gzip's form with the largest window."""
_CHUNK = 64 * 1024
_UNPACKED = 1024 * 1024
"""Bytes that are read, and unpacked, at once."""
_LOCKED = "No matching keys found"
"""What pyrage says if a whole header is for somebody else; its other errors are of the same kind."""
_BEGINNING = b"PK\x03\x04"
_BY_HAND = {
    False: f"age --decrypt --identity YOUR-KEY-FILE {ROWS} | gunzip",
    True: f"age --decrypt --identity {KEY} {ROWS} | gunzip",
}


def write_container(
    file: IO[bytes], lines: Iterable[bytes], locked: bytes | None, recipients: list[x25519.Recipient]
) -> None:
    """Write a backup of these lines. Raises OSError, and what the lines raise."""
    source = _Compressed(lines)
    with ZipFile(file, "w", ZIP_STORED) as whole:
        about = {"plaukts": "backup", "format": FORMAT, "by hand": _BY_HAND[locked is not None]}
        whole.writestr(ABOUT, json.dumps(about, indent=2) + "\n")
        if locked is not None:
            whole.writestr(KEY, locked)
        with whole.open(ZipInfo(ROWS), "w", force_zip64=True) as rows:
            try:
                encrypt_io(source, rows, recipients)
            except Exception:
                if source.error is not None:  # the lines' own, which came through as another one
                    raise source.error from None
                raise


@contextmanager
def open_container(path: Path, keys: Keys | x25519.Identity) -> Iterator[Iterator[bytes]]:
    """The lines of a backup, to be read to their end; until then nothing says that they are all. Raises BackupError."""
    with _zip(path) as whole:
        if isinstance(keys, Keys):
            locked = whole.read(KEY) if KEY in whole.namelist() else None
            identities = opening(keys, locked)
        else:
            identities = [keys]
        with _decrypted(whole, identities) as rows:
            yield _lines(rows)


@contextmanager
def _zip(path: Path) -> Iterator[ZipFile]:
    try:
        with path.open("rb") as file:
            begins_well = file.read(len(_BEGINNING)) == _BEGINNING
        whole = ZipFile(path)
    except BadZipFile:
        raise BackupError(Trouble.DAMAGED if begins_well else Trouble.NO_BACKUP, path=str(path)) from None
    except OSError as error:
        raise BackupError(Trouble.NOT_READABLE, path=str(path), reason=error.strerror or type(error).__name__) from None
    with whole:
        try:
            about = json.loads(whole.read(ABOUT))
            if about["plaukts"] != "backup":
                raise BackupError(Trouble.NO_BACKUP, path=str(path))
            is_newer = about["format"] > FORMAT
        except (KeyError, ValueError, TypeError, BadZipFile):
            raise BackupError(Trouble.NO_BACKUP, path=str(path)) from None
        if is_newer:
            raise BackupError(Trouble.NEWER, path=str(path))
        yield whole


@contextmanager
def _decrypted(whole: ZipFile, identities: list[x25519.Identity]) -> Iterator[BufferedReader]:
    """The compressed rows, decrypted by a thread while they are read.

    age says of each piece whether it is as it was written, and of the last that it is the last.
    """
    reading, writing = os.pipe()
    errors: list[Exception] = []

    def decrypt() -> None:
        with os.fdopen(writing, "wb") as out:
            try:
                with whole.open(ROWS) as rows:
                    decrypt_io(rows, out, identities)
            except Exception as error:  # told to whoever reads
                errors.append(error)

    thread = threading.Thread(target=decrypt, name="decrypting", daemon=True)
    thread.start()
    path = str(whole.filename)
    try:
        with os.fdopen(reading, "rb") as rows:
            yield rows
    except NewerFormatError:
        raise BackupError(Trouble.NEWER, path=path) from None
    except (NotABackupError, zlib.error):
        thread.join()
        raise _why(errors, path) from None
    finally:
        thread.join()
    if errors:
        raise _why(errors, path)


def _why(errors: list[Exception], path: str) -> BackupError:
    is_locked = any(isinstance(error, DecryptError) and str(error) == _LOCKED for error in errors)
    return BackupError(Trouble.WRONG_KEY if is_locked else Trouble.DAMAGED, path=path)


class _Compressed(RawIOBase):
    """Lines as the compressed bytes that an encrypting reader asks for."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._chunks = _compressed(lines)
        self._rest = b""
        self.error: Exception | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; none at the end."""
        try:
            while len(self._rest) < size and (chunk := next(self._chunks, None)) is not None:
                self._rest += chunk
        except Exception as error:
            self.error = error
            raise
        found, self._rest = self._rest[:size], self._rest[size:]
        return found


def _compressed(lines: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=_GZIP)
    for line in lines:
        if chunk := packer.compress(line):
            yield chunk
    yield packer.flush()


def _lines(rows: BufferedReader) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=_GZIP)
    rest = bytearray()
    while not unpacker.eof:
        chunk = unpacker.unconsumed_tail or rows.read1(_CHUNK)
        if not chunk:
            return  # cut off: whoever reads finds no end
        *lines, last = unpacker.decompress(chunk, _UNPACKED).split(b"\n")
        for line in lines:
            yield bytes(rest) + line + b"\n"
            rest.clear()
        rest += last
