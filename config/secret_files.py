"""Secrets that stand in files of their own, as Docker, systemd and Kubernetes hand them over.

``PLAUKTS_TELEGRAM_TOKEN_FILE=/run/secrets/token`` takes the place of ``PLAUKTS_TELEGRAM_TOKEN``, and so with every
other secret: what is in the environment or the arguments of a process, others on the machine may see.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

SUFFIX = "_FILE"
MOST_BYTES = 64 * 1024
"""Of a secret; what is larger is another file."""


class SecretFileError(Exception):
    """A secret's file cannot be read: the variable that names it, its path, and why."""

    def __init__(self, variable: str, path: str, reason: str) -> None:
        super().__init__(variable)
        self.variable = variable
        self.path = path
        self.reason = reason


def is_secret(field: FieldInfo) -> bool:
    """Whether the field is one that nobody may see."""
    return SecretStr in (field.annotation, *get_args(field.annotation))


class SecretFiles(PydanticBaseSettingsSource):
    """Reads the secrets' files; raises SecretFileError. What names them stands where all other settings stand."""

    def __init__(self, settings: type[BaseSettings], *said: Mapping[str, str | None]) -> None:
        """``said``: the variables in small letters, those that come first hold."""
        super().__init__(settings)
        self._said = said

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The content of the field's file, nothing where none is named."""
        variable = f"{self.config.get('env_prefix', '')}{field_name}{SUFFIX}"
        path = next((one[name] for one in self._said if one.get(name := variable.lower())), None)
        found = None if path is None or not is_secret(field) else _content(variable.upper(), path)
        return found, field_name, False

    def __call__(self) -> dict[str, Any]:
        """All that was found."""
        fields = self.settings_cls.model_fields.items()
        found = {name: self.get_field_value(field, name)[0] for name, field in fields}
        return {name: value for name, value in found.items() if value is not None}


def _content(variable: str, path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise SecretFileError(variable, path, getattr(error, "strerror", None) or type(error).__name__) from None
    try:
        if len(content) <= MOST_BYTES:
            return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        pass
    raise SecretFileError(variable, path, "no text of one line")
