"""``plaukts`` as a process of its own, in a folder of its own, with nothing in the environment that it is not given."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.__main__ import app
from tests.forks import forks

PLAUKTS = Path(sys.executable).with_name("plaukts")
SECONDS = 120


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def sentence(self) -> str:
        """The one sentence of a failure; fails where there is more, or a traceback."""
        assert not self.out, self.out
        assert len(self.err.splitlines()) == 1, self.err
        return self.err.strip()


@dataclass
class Shell:
    """A folder, and the settings of the commands that run in it."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self, **settings: str) -> dict[str, str]:
        """What a command finds around it."""
        kept = {
            name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG", "SYSTEMROOT") if name in os.environ
        }
        return kept | self.settings | {f"PLAUKTS_{name.upper()}": value for name, value in settings.items()}

    def start(self, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
        """Start a command and leave it running."""
        return subprocess.Popen(
            [PLAUKTS, *arguments],
            cwd=self.folder,
            env=self.environment(**settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **settings: str) -> Ended:
        """Run a command to its end: forked, since to import everything takes longer than what is tested."""
        with TemporaryDirectory() as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            streams = {0: os.devnull, 1: str(out), 2: str(err)}
            process = forks.Process(
                target=_command, args=(arguments, str(self.folder), self.environment(**settings), streams)
            )
            process.start()
            process.join(SECONDS)
            if process.exitcode is None:
                process.kill()
                raise TimeoutError(arguments)
            ended = Ended(process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))
        assert "Traceback" not in ended.err, ended.err
        return ended

    def run_all(self, *commands: tuple[str, ...]) -> list[Ended]:
        """Run several, one after the other."""
        return [self.run(*command) for command in commands]

    def run_with(self, command: str, *settings: dict[str, str]) -> list[Ended]:
        """Run one command with each of the settings."""
        return [self.run(*command.split(), **values) for values in settings]

    def files(self) -> list[str]:
        """What lies in the folder, without the database."""
        return sorted(path.name for path in self.folder.iterdir() if ".db" not in path.name and path.name != "data")


def _command(arguments: tuple[str, ...], folder: str, environment: dict[str, str], streams: dict[int, str]) -> None:
    for number, path in streams.items():
        file = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    app(list(arguments), prog_name=PLAUKTS.name)
