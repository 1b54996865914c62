"""The administrators are told of a backup that failed: once, until one is good again."""

from markupsafe import escape

from bot.access import ADMIN
from bot.backup.errors import BackupError, Trouble
from bot.backup.words import sentence
from bot.context import Context
from bot.manifest import Feature, Tick
from bot.texts import join_lines
from storage.backup_marks import failure, last_made, mark_failure_told
from storage.members import telegram_chats
from storage.outbox import About


def tell_of_failure(ctx: Context) -> None:
    """Tell what failed and what is to be done, and how old the last good one is."""
    failed = failure(ctx.session)
    administrators = telegram_chats(ctx.session, ADMIN) if failed is not None else []
    if failed is None or not administrators or not mark_failure_told(ctx.session, ctx.now):
        return
    last = last_made(ctx.session)
    for administrator, chat_id in administrators:
        with ctx.speaking_to(administrator) as speaking:
            texts = speaking.texts
            why = sentence(texts, BackupError(Trouble(failed.trouble), **failed.values))
            lines = [
                texts.t("⚠️ The backup could not be made."),
                escape(why),
                texts.t("There is none yet.")
                if last is None
                else texts.t("The last good one is of {when}.", when=texts.short(speaking.region.local(last.at))),
                texts.t("It is tried again every hour; this is said once, until one is good again."),
            ]
            speaking.tell(administrator, chat_id, join_lines(lines), about=About("backup_failed"))


feature = Feature(name="backups", ticks=(Tick("tell of failed backups", 60, tell_of_failure),))
