"""What goes, in words."""

from collections.abc import Mapping

from markupsafe import Markup

from bot.texts import N_, Texts

NAMES = {
    "texts": N_("texts of consultations"),
    "undone": N_("texts of consultations that were taken back"),
    "news_talks": N_("messages to authors of news"),
    "announcement_talks": N_("messages to senders of announcements"),
    "withdrawn_news": N_("withdrawn news"),
    "withdrawn_announcements": N_("withdrawn announcements"),
    "wishes": N_("events: what people wanted to ask"),
    "feedback": N_("events: remarks about them"),
    "reminders": N_("events: their reminders"),
    "corrections": N_("corrections of records: who made them"),
    "mutes": N_("mutes that are over"),
    "hidings": N_("hidden texts"),
    "audit": N_("lines of the audit log"),
    "inbox": N_("handled updates"),
    "parked": N_("updates that could not be handled"),
    "dialogs": N_("dialogs left lying"),
    "searches": N_("searches"),
    "seen": N_("notes of what was seen"),
    "invitations": N_("expired invitations"),
    "account_codes": N_("codes for another Telegram account"),
    "mail_codes": N_("codes for e-mail addresses"),
    "mail_letters": N_("counts of letters with codes"),
    "requests": N_("requests to join"),
    "guests": N_("events: names of guests"),
    "former": N_("people who have left long ago"),
    "day_marks": N_("marks of single days"),
    "payloads": N_("words of sent messages"),
    "recipients": N_("announcements: who got them"),
    "deliveries": N_("who got which message"),
    "audiences": N_("whom messages to many were for"),
    "shared": N_("words of messages to many"),
    "revisions": N_("how copies were changed"),
    "file_bytes": N_("contents of made files"),
    "files": N_("made files"),
}
"""Kind (``storage.retention_nights.KINDS``) → what it is, in the plural."""

_TOLD = (
    "texts",
    "undone",
    "news_talks",
    "announcement_talks",
    "wishes",
    "feedback",
    "corrections",
    "mutes",
    "hidings",
    "audit",
    "parked",
    "recipients",
    "deliveries",
    "requests",
    "guests",
    "former",
)
"""What an administrator may look for and find no more; the rest is summed up."""


def gone(texts: Texts, taken: Mapping[str, int]) -> Markup:
    """One line of what went in a month."""
    parts = [
        texts.plain("{what}: {n}", what=texts.plain(NAMES[name]), n=taken[name]) for name in _TOLD if taken.get(name)
    ]
    rest = sum(count for name, count in taken.items() if name not in _TOLD)
    if rest:
        parts.append(texts.plain("other traces: {n}", n=rest))
    return texts.t("🧹 In the last month the retention periods took: {what}.", what="; ".join(parts))
