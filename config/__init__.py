"""What the outside decides: settings from the environment, the region's lists."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DEMO_LIBRARIES = Path(__file__).with_name("demo_libraries.csv")
DEMO_MEMBERS = Path(__file__).with_name("demo_members.csv")


@cache
def vocabulary() -> dict[str, list[dict[str, Any]]]:
    """The lists of ``vocabulary.toml``: list name → its entries in order."""
    return tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))
