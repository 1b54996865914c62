"""``plaukts`` as a process of its own, in a folder of its own, with nothing in the environment that it is not given."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

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
        """Run a command to its end."""
        with self.start(*arguments, **settings) as process:
            try:
                out, err = process.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        assert "Traceback" not in err, err
        return Ended(process.returncode, out, err)

    def run_all(self, *commands: tuple[str, ...]) -> list[Ended]:
        """Run several at the same time; what they print is in their order."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda command: self.run(*command), commands))

    def run_with(self, command: str, *settings: dict[str, str]) -> list[Ended]:
        """Run one command with each of the settings, at the same time."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda values: self.run(*command.split(), **values), settings))

    def files(self) -> list[str]:
        """What lies in the folder, without the database."""
        return sorted(path.name for path in self.folder.iterdir() if ".db" not in path.name and path.name != "data")
