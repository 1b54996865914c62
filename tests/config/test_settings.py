"""Settings: what is missing or malformed is told with an example of a right one."""

import re
from datetime import date
from pathlib import Path

import pytest

from config.secret_files import SecretFileError, is_secret
from config.settings import Settings, SettingsError, load_settings

TOKEN = "123456789:AAExampleExampleExampleExampleExample"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without ``.env``, an environment without our variables."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PLAUKTS_{name.upper()}", raising=False)
        monkeypatch.delenv(f"PLAUKTS_{name.upper()}_FILE", raising=False)


def test_nothing_has_to_be_set() -> None:
    settings = load_settings()
    assert settings.database_url.get_secret_value() == "sqlite:///data/plaukts.db"
    assert (settings.timezone, settings.language) == ("Europe/Riga", "lv")
    assert settings.start_of_use is None


def test_only_running_needs_a_token() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings().token()
    assert (caught.value.variable, caught.value.missing) == ("PLAUKTS_TELEGRAM_TOKEN", True)
    assert load_settings(telegram_token=caught.value.example).token() == caught.value.example


def test_env_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"PLAUKTS_REGION=Kuldīgas reģions\nPLAUKTS_TELEGRAM_TOKEN={TOKEN}\nOTHER=1\n")
    settings = load_settings()
    assert settings.region == "Kuldīgas reģions"
    assert settings.token() == TOKEN


def test_env_file_with_a_mark_at_its_beginning(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PLAUKTS_REGION=Kuldīgas reģions\n", encoding="utf-8-sig")
    assert load_settings().region == "Kuldīgas reģions"


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("PLAUKTS_LANGUAGE=lv\n")
    monkeypatch.setenv("PLAUKTS_LANGUAGE", "en")
    assert load_settings().language == "en"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_what_is_set_to_nothing_is_not_set(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``PLAUKTS_REGION=`` in a copied .env means that nobody has filled it in."""
    monkeypatch.setenv(f"PLAUKTS_{name.upper()}", "")
    assert getattr(load_settings(), name) == getattr(Settings(), name) == Settings.model_fields[name].default


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_example_is_a_right_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    field = Settings.model_fields[name]
    assert field.description
    assert field.examples
    monkeypatch.setenv(f"PLAUKTS_{name.upper()}", str(field.examples[0]))
    load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_TOKEN", "abc"),
        ("TELEGRAM_TOKEN", "123"),
        ("TELEGRAM_TOKEN", "123:"),
        ("TELEGRAM_TOKEN", "123:a b"),
        ("TELEGRAM_API_URL", "api"),
        ("TIMEZONE", "Riga"),
        ("TIMEZONE", "/etc/passwd"),
        ("TIMEZONE", "../Europe/Riga"),
        ("LANGUAGE", "de"),
        ("REGION", "x" * 201),
        ("WEBHOOK_URL", "plaukts.example.lv"),
        ("WEBHOOK_URL", "http://plaukts.example.lv/telegram"),
        ("WEBHOOK_URL", "https://plaukts.example.lv:8080/telegram"),
        ("WEBHOOK_URL", "https://plaukts.example.lv/metrics"),
        ("WEBHOOK_SECRET", "x" * 257),
        ("WEBHOOK_SECRET", "a b"),
        ("WEBHOOK_SECRET", "ā"),
        ("WEBHOOK_SECRET", "s3cret\n."),
        ("HTTP_PORT", "0"),
        ("HTTP_PORT", "65536"),
        ("HTTP_PORT", "http"),
        ("HTTP_HOST", "x" * 254),
        ("ACADEMIC_HOUR", "60"),
        ("ACADEMIC_HOUR", "45.5"),
        ("START_OF_USE", "October"),
        ("START_OF_USE", "2026-13-01"),
    ],
)
def test_what_is_malformed_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"PLAUKTS_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.variable == f"PLAUKTS_{name}"
    assert caught.value.example
    assert not caught.value.missing


HOOK = {"webhook_url": "https://plaukts.example.lv/telegram", "webhook_secret": "s3cret", "http_port": 8080}


def test_updates_are_polled_unless_a_webhook_is_set() -> None:
    assert load_settings().webhook() is None
    assert load_settings(http_port=8080).webhook() is None
    assert load_settings(**HOOK).webhook() == ("https://plaukts.example.lv/telegram", "s3cret")
    assert load_settings(**HOOK).http_host == "127.0.0.1"


@pytest.mark.parametrize("name", HOOK)
def test_half_a_webhook_is_none(name: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(**{key: value for key, value in HOOK.items() if key != name}).webhook()
    assert (caught.value.variable, caught.value.missing) == (f"PLAUKTS_{name.upper()}", True)


@pytest.mark.parametrize("port", ["", ":443", ":80", ":88", ":8443"])
def test_the_ports_to_which_telegram_posts(port: str) -> None:
    assert load_settings(webhook_url=f"https://plaukts.example.lv{port}/x").webhook_url


def test_a_bot_api_server_of_ones_own_posts_anywhere() -> None:
    url = "http://127.0.0.1:8080/telegram"
    assert str(load_settings(telegram_api_url="http://127.0.0.1:8081", webhook_url=url).webhook_url) == url


def test_no_secret_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAUKTS_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("PLAUKTS_DATABASE_URL", "postgresql://plaukts:geheim@localhost/plaukts")
    monkeypatch.setenv("PLAUKTS_WEBHOOK_SECRET", "nobody-guesses")
    settings = load_settings()
    assert "guesses" not in f"{settings!r}{settings}"
    assert "Example" not in f"{settings!r}{settings}"
    assert "geheim" not in f"{settings!r}{settings}"


SECRETS = [name for name, field in Settings.model_fields.items() if is_secret(field)]


def test_what_is_called_a_secret_is_one() -> None:
    """Nothing that a token, a password or a phrase may stand in is printed with the other settings."""
    assert {"telegram_token", "database_url", "webhook_secret", "smtp_url"} <= set(SECRETS)
    telling = re.compile("token|secret|password|passphrase|key")
    assert not [name for name in Settings.model_fields if telling.search(name) and name not in SECRETS]


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_may_stand_in_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = str((Settings.model_fields[name].examples or [""])[0])
    (tmp_path / "secret").write_text(f"\ufeff{example}\r\n")
    monkeypatch.setenv(f"PLAUKTS_{name.upper()}_FILE", str(tmp_path / "secret"))
    assert getattr(load_settings(), name).get_secret_value() == example
    monkeypatch.delenv(f"PLAUKTS_{name.upper()}_FILE")
    (tmp_path / ".env").write_text(f"PLAUKTS_{name.upper()}_FILE={tmp_path / 'secret'}\n")
    assert getattr(load_settings(), name).get_secret_value() == example


def test_a_secret_that_is_set_comes_before_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("1:other")
    monkeypatch.setenv("PLAUKTS_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("PLAUKTS_TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    assert load_settings().token() == TOKEN


def test_only_secrets_have_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "region").write_text("Cits")
    monkeypatch.setenv("PLAUKTS_REGION_FILE", str(tmp_path / "region"))
    assert load_settings().region != "Cits"


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"x" * 100_000])
def test_a_secrets_file_that_cannot_be_read_is_named(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("PLAUKTS_TELEGRAM_TOKEN_FILE", str(path))
    with pytest.raises(SecretFileError) as caught:
        load_settings()
    assert (caught.value.variable, caught.value.path) == ("PLAUKTS_TELEGRAM_TOKEN_FILE", str(path))
    assert caught.value.reason


def test_an_empty_file_is_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text("\n")
    monkeypatch.setenv("PLAUKTS_TELEGRAM_TOKEN_FILE", str(tmp_path / "token"))
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.variable == "PLAUKTS_TELEGRAM_TOKEN"


def test_dates_are_iso(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLAUKTS_START_OF_USE", "2026-10-01")
    assert load_settings().start_of_use == date(2026, 10, 1)


def test_mail_needs_a_server_and_an_address() -> None:
    assert load_settings().mail() is None
    server = "smtp://plaukts%40example.lv:secret@mail.example.lv"
    with pytest.raises(SettingsError) as caught:
        load_settings(smtp_url=server).mail()
    assert (caught.value.variable, caught.value.missing) == ("PLAUKTS_MAIL_FROM", True)
    whole = load_settings(
        smtp_url=server, mail_from="plaukts@example.lv", operator="Bibliotēka, biblioteka@example.lv."
    )
    assert whole.mail() == (server, "plaukts@example.lv", "biblioteka@example.lv")
    assert ":secret@" not in repr(whole)
    named = load_settings(smtp_url=server, mail_from="plaukts@example.lv", mail_reply_to="metodike@example.lv")
    assert named.mail() == (server, "plaukts@example.lv", "metodike@example.lv")


@pytest.mark.parametrize(
    "wrong",
    [
        {"smtp_url": "https://mail.example.lv"},
        {"smtp_url": "smtp://user@mail.example.lv"},
        {"smtp_url": "smtp://mail.example.lv:port"},
        {"mail_from": "Plaukts <plaukts@example.lv>"},
        {"mail_reply_to": "metodike@example.lv\r\nBcc: x@example.lv"},
        {"web_url": "https://plaukts.example.lv/?x=1"},
    ],
    ids=str,
)
def test_mail_settings_that_are_malformed(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(**wrong)
    assert not caught.value.missing


def test_where_others_reach_us() -> None:
    assert load_settings(web_url="https://a.example.lv/").web_base() is None, "nothing listens"
    assert load_settings(web_url="https://a.example.lv/", http_port=80).web_base() == "https://a.example.lv"
    hook = {"webhook_url": "https://b.example.lv:8443/telegram", "webhook_secret": "s", "http_port": 8080}
    assert load_settings(**hook).web_base() == "https://b.example.lv:8443"


def test_a_regions_own_notice_is_read_from_its_files(tmp_path: Path) -> None:
    file = tmp_path / "privatums.txt"
    file.write_text("\ufeffMūsu paziņojums.\n", encoding="utf-8")
    assert load_settings(notice_lv=file).own_notice() == {"lv": "Mūsu paziņojums."}
    assert load_settings().own_notice() == {}


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"a" * 3001])
def test_a_notice_that_cannot_be_read_or_sent_is_told_at_the_start(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "privacy.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load_settings(notice_en=file).own_notice()
    assert caught.value.variable == "PLAUKTS_NOTICE_EN"
