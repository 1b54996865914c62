"""Every ``PLAUKTS_…`` variable, read from the environment and from ``.env``, checked at the start."""

import re
from datetime import date, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, HttpUrl, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from config.keeping import Keeping
from config.secret_files import SecretFiles

TELEGRAM = HttpUrl("https://api.telegram.org")
WEBHOOK_PORTS = (443, 80, 88, 8443)
"""The ports to which Telegram posts updates. Source: https://core.telegram.org/bots/api#setwebhook"""
ACADEMIC_HOURS = (40, 45)
"""Minutes: both are in use in Latvia."""
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
LONGEST_NOTICE = 3000
"""Characters: with a greeting above it, it has to fit into one message."""
WATCHED_PATHS = ("/healthz", "/readyz", "/metrics")
"""Where the process tells how it is: no webhook may lie there."""


class SettingsError(Exception):
    """A setting is missing or malformed: its variable and an example of a right one."""

    def __init__(self, variable: str, example: str, *, missing: bool) -> None:
        super().__init__(variable)
        self.variable = variable
        self.example = example
        self.missing = missing


class Settings(Keeping):
    """What the outside decides. Descriptions are printed in the README's table, examples in errors."""

    model_config = SettingsConfigDict(
        env_prefix="PLAUKTS_",
        env_file=".env",
        env_file_encoding="utf-8-sig",  # some editors begin a file with a mark
        env_ignore_empty=True,  # PLAUKTS_REGION= in a copied file means that nobody has filled it in
        str_strip_whitespace=True,
        extra="ignore",
        frozen=True,
    )

    telegram_token: SecretStr | None = Field(
        default=None,
        description="The bot's token from BotFather; needed by `plaukts run`",
        examples=["123456789:AAExampleExampleExampleExampleExample"],
    )
    telegram_api_url: HttpUrl = Field(
        default=TELEGRAM,
        description="A Bot API server",
        examples=["https://api.telegram.org"],
    )
    database_url: SecretStr = Field(
        default=SecretStr("sqlite:///data/plaukts.db"),
        description="Where everything is kept: a SQLite file or PostgreSQL",
        examples=["postgresql://plaukts:password@localhost/plaukts"],
    )
    timezone: str = Field(
        default="Europe/Riga",
        description="The region's time zone (IANA name)",
        examples=["Europe/Riga"],
    )
    language: str = Field(
        default="lv",
        pattern="^(lv|en)$",
        description="The language of people whose own we do not know: `lv` or `en`",
        examples=["lv"],
    )
    region: str = Field(
        default="Bibliotēku reģions",
        min_length=1,
        max_length=200,
        description="The region's name, as in messages and on the workbook",
        examples=["Kuldīgas reģions"],
    )
    operator: str = Field(
        default="",
        max_length=300,
        description="Who runs this: named in the privacy notice (institution, e-mail)",
        examples=["Kuldīgas Galvenā bibliotēka, biblioteka@example.lv"],
    )
    notice_lv: Path | None = Field(
        default=None,
        description="A text file (UTF-8, at most 3000 characters) with the region's own privacy notice in Latvian, in "
        "place of the one that comes along. Whenever it changes, members are asked to read it anew",
        examples=["/srv/plaukts/privatums.txt"],
    )
    notice_en: Path | None = Field(
        default=None,
        description="The same in English; where there is only one of the two, everybody reads that one",
        examples=["/srv/plaukts/privacy.txt"],
    )
    start_of_use: date | None = Field(
        default=None,
        description="First day whose figures are complete; earlier cells of a report say “—”",
        examples=["2026-10-01"],
    )
    academic_hour: int = Field(
        default=45,
        description="Minutes in an academic hour, 40 or 45: in the workbook, and wherever hours of events are counted",
        examples=["45"],
    )
    nudge_after_days: int = Field(
        default=2,
        ge=1,
        le=30,
        description="Working days (Latvian holidays count) after which a question that nobody has answered is in the "
        "methodologists' morning list, and one to colleagues goes to those who like to be asked",
        examples=["2"],
    )
    webhook_url: HttpUrl | None = Field(
        default=None,
        description="The https address that leads here and to which Telegram posts updates (at port 443, 80, 88 or "
        "8443); without it, Telegram is polled",
        examples=["https://plaukts.example.lv/telegram"],
    )
    webhook_secret: SecretStr | None = Field(
        default=None,
        description="What Telegram says with every update that it posts, and nobody else knows: 1–256 letters, digits, "
        "`_` and `-`",
        examples=["Example_of-a-secret-that-nobody-guesses"],
    )
    http_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="The port to listen at, for the webhook, `/healthz`, `/readyz` and `/metrics`; without it, nothing "
        "listens",
        examples=["8080"],
    )
    http_host: str = Field(
        default="127.0.0.1",
        min_length=1,
        max_length=253,
        description="The address to listen at. Only this machine by default, as encryption, and what others may see, "
        "are a reverse proxy's part; `0.0.0.0` in a container",
        examples=["127.0.0.1"],
    )

    smtp_url: SecretStr | None = Field(
        default=None,
        description="The mail server that takes letters: `smtp://` (encrypted by STARTTLS, port 587) or `smtps://` "
        "(port 465), with user and password, percent-encoded where they have signs of an address. Without it nothing "
        "goes by e-mail. `?tls=no` leaves out the encryption; to this machine it is left out anyway",
        examples=["smtp://plaukts%40example.lv:password@mail.example.lv"],
    )
    mail_from: str = Field(
        default="",
        max_length=254,
        description="The address that letters come from; needed with `PLAUKTS_SMTP_URL`",
        examples=["plaukts@example.lv"],
    )
    mail_reply_to: str = Field(
        default="",
        max_length=254,
        description="The methodologist's address, to which answers to letters go; without it, the one in "
        "`PLAUKTS_OPERATOR`",
        examples=["metodike@example.lv"],
    )
    web_url: HttpUrl | None = Field(
        default=None,
        description="The https address by which others reach what listens at `PLAUKTS_HTTP_PORT`: letters then have a "
        "link that ends them with one click; without it, the webhook's is taken, if there is one",
        examples=["https://plaukts.example.lv"],
    )

    backup_dir: Path | None = Field(
        default=None,
        description="The folder for backups, which are then made every day by themselves; best on another disk. "
        "Without it there are only those of `plaukts backup`",
        examples=["/var/backups/plaukts"],
    )
    backup_at: str = Field(
        default="02:30",
        pattern=r"^([01]\d|2[0-3]):[0-5]\d$",
        description="When they are made, on the region's clocks; what was missed is caught up",
        examples=["02:30"],
    )
    backup_keep: str = Field(
        default="7d 4w",
        pattern=r"^[1-9]\d{0,2}d( [1-9]\d{0,2}w)?( [1-9]\d{0,2}m)?$",
        description="How many are kept: the last of so many days, weeks and months (`7d 4w 12m`). What a member has "
        "had erased is gone from the backups when these have gone",
        examples=["7d 4w"],
    )
    backup_passphrase: SecretStr | None = Field(
        default=None,
        description="The passphrase that backups are encrypted with, twelve signs or more; keep a copy of it "
        "elsewhere, for nothing opens a backup without it",
        examples=["five-words-that-nobody-else-knows"],
    )
    backup_recipient: str | None = Field(
        default=None,
        pattern=r"^age1[02-9ac-hj-np-z]{58}$",
        description="Instead, or besides: the public key that backups are encrypted for (`age-keygen` makes a pair); "
        "whoever has only this machine then cannot read them",
        examples=["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"],
    )
    backup_identity: SecretStr | None = Field(
        default=None,
        description="The private key to that one; only checking and restoring a backup need it",
        examples=["AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"],
    )

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *_: PydanticBaseSettingsSource, **sources: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is passed, the environment, ``.env``, and then the files that one of these names."""
        told = [sources[name] for name in ("init_settings", "env_settings", "dotenv_settings")]
        said = [one.env_vars for one in told if isinstance(one, EnvSettingsSource)]
        return (*told, SecretFiles(settings_cls, *said))

    @field_validator("telegram_token")
    @classmethod
    def _token_form(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            number, _, secret = value.get_secret_value().partition(":")
            if not (number.isdigit() and secret and secret.replace("-", "").replace("_", "").isalnum()):
                raise ValueError("no token")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("no zone") from error
        return value

    @field_validator("academic_hour")
    @classmethod
    def _academic_hour_of_the_field(cls, value: int) -> int:
        if value not in ACADEMIC_HOURS:
            raise ValueError("no academic hour")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _telegram_can_post_there(cls, value: HttpUrl | None, info: ValidationInfo) -> HttpUrl | None:
        if value is None:
            return None
        if value.path in WATCHED_PATHS:
            raise ValueError("not a place of its own")
        if info.data.get("telegram_api_url") == TELEGRAM and not (
            value.scheme == "https" and value.port in WEBHOOK_PORTS
        ):
            raise ValueError("not reachable for Telegram")  # a Bot API server of one's own also posts to http
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server_form(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parts = urlsplit(value.get_secret_value())
            is_whole = parts.hostname and not parts.path.strip("/") and not parts.fragment
            login = (parts.username, parts.password)
            if (
                parts.scheme not in ("smtp", "smtps")
                or not is_whole
                or parts.query not in ("", "tls=no")
                or login.count(None) == 1
                or parts.port == 0
            ):
                raise ValueError("no mail server")
        return value

    @field_validator("mail_from", "mail_reply_to")
    @classmethod
    def _one_address(cls, value: str) -> str:
        if value and not _ADDRESS.fullmatch(value):
            raise ValueError("no address")
        return value

    @field_validator("web_url")
    @classmethod
    def _web_address(cls, value: HttpUrl | None) -> HttpUrl | None:
        if value is not None and (value.query or value.fragment or value.username):
            raise ValueError("more than an address")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret_form(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("no secret")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The region's time zone."""
        return ZoneInfo(self.timezone)

    def own_notice(self) -> dict[str, str]:
        """Language → the region's own privacy notice, as its files say now; empty where there are none.

        Raises SettingsError for a file that cannot be read, is empty or too long.
        """
        files = {"lv": self.notice_lv, "en": self.notice_en}
        return {language: _notice_in(file, f"notice_{language}") for language, file in files.items() if file}

    def token(self) -> str:
        """The token; raises SettingsError where there is none."""
        if self.telegram_token is None:
            raise settings_error("telegram_token", missing=True)
        return self.telegram_token.get_secret_value()

    def mail(self) -> tuple[str, str, str | None] | None:
        """The mail server's URL, the address that letters come from, and the one to which answers go, if known.

        Nothing where no letters go. Raises SettingsError if half is set.
        """
        if self.smtp_url is None:
            return None
        if not self.mail_from:
            raise settings_error("mail_from", missing=True)
        named = _ADDRESS.search(self.operator)
        return self.smtp_url.get_secret_value(), self.mail_from, self.mail_reply_to or (named[0] if named else None)

    def backups(self) -> tuple[Path, time, str] | None:
        """The folder for backups, when they are made, and how many are kept; nothing if none are made by themselves.

        Raises SettingsError where there is nothing to encrypt them with.
        """
        if self.backup_dir is None:
            return None
        if self.backup_passphrase is None and self.backup_recipient is None:
            raise settings_error("backup_passphrase", missing=True)
        return self.backup_dir, time.fromisoformat(self.backup_at), self.backup_keep

    def web_base(self) -> str | None:
        """The address by which others reach what listens here, without a slash at its end; nothing if nobody can."""
        if self.http_port is None:
            return None
        if self.web_url is not None:
            return str(self.web_url).rstrip("/")
        if self.webhook_url is None:
            return None
        return str(self.webhook_url).removesuffix(self.webhook_url.path or "").rstrip("/")

    def webhook(self) -> tuple[str, str] | None:
        """The webhook's address and secret, nothing where Telegram is polled; raises SettingsError if half is set."""
        if self.webhook_url is None and self.webhook_secret is None:
            return None
        if self.webhook_url is None:
            raise settings_error("webhook_url", missing=True)
        if self.webhook_secret is None:
            raise settings_error("webhook_secret", missing=True)
        if self.http_port is None:
            raise settings_error("http_port", missing=True)
        return str(self.webhook_url), self.webhook_secret.get_secret_value()


def _notice_in(file: Path, field: str) -> str:
    try:
        text = file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        text = ""
    if not 0 < len(text) <= LONGEST_NOTICE:
        raise settings_error(field)
    return text


def settings_error(field: str, *, missing: bool = False) -> SettingsError:
    """The error that names a field's variable and its example."""
    examples = Settings.model_fields[field].examples or [""]
    return SettingsError(f"PLAUKTS_{field.upper()}", str(examples[0]), missing=missing)


class _Spoken(BaseSettings):
    """The language alone, as it is set."""

    model_config = Settings.model_config
    language: str | None = None


def spoken_language() -> str | None:
    """The language that is set, also where another setting is malformed."""
    return _Spoken().language


def load_settings(**overrides: Any) -> Settings:
    """The settings; raises SettingsError for the first malformed one."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        raise settings_error(str(error.errors()[0]["loc"][0])) from None
