"""The privacy notice: what it says, and which version of it somebody has read.

Anybody reads it with a command, everybody before joining, and members anew when it has changed.
"""

from zlib import crc32

from markupsafe import Markup, escape

from bot.region import Region
from bot.texts import Texts, join_lines
from storage.retention import Keep

NOTICE_VERSION = 6
"""Grows when the notice that comes with the product says something new; everyone is then asked again."""


def version(region: Region) -> int:
    """What is acknowledged: another one once the product, the operator or the region's own text says something else."""
    told: dict[str, object] = dict(region.own_notice) or {
        "operator": region.operator if region.operator != region.name else "",
        "months": region.keep.texts_months if region.keep.texts_months != Keep().texts_months else "",
    }
    if not region.own_notice and region.keep.searches_days != Keep().searches_days:
        told["searches"] = region.keep.searches_days
    if not region.own_notice and region.keep.former_months != Keep().former_months:
        told["former"] = region.keep.former_months
    if not any(told.values()):
        return NOTICE_VERSION
    return crc32(repr((NOTICE_VERSION, sorted(told.items()))).encode()) >> 1  # a database's integer has 31 bits


def notice(texts: Texts, region: Region) -> Markup:
    """The region's own text, in the reader's language if there is one in it; else the one that we bring along."""
    if region.own_notice:
        own = region.own_notice.get(texts.language) or next(iter(region.own_notice.values()))
        return join_lines([texts.t("🔒 <b>Privacy</b>"), escape(own)])
    return join_lines(
        [
            texts.t("🔒 <b>Privacy</b>"),
            texts.t("Plaukts is run by {operator}. Write there about anything in this.", operator=region.operator),
            "",
            texts.t(
                "<b>What is stored:</b> your name, your libraries, your Telegram number, the e-mail address that you "
                "were invited at or have entered, what you ask and answer here, "
                "which consultations were given, which events you register for and attend, what you choose in your "
                "profile, and which news, events and questions have "
                "reached you, so that no digest repeats them. What you think of an event is kept without your name."
            )
            + " "
            + texts.tn(
                "What you search for is kept for {n} day.",
                "What you search for is kept for {n} days.",
                region.keep.searches_days,
            ),
            texts.t(
                "<b>Why:</b> to answer you, to invite and remind you, and to count consultations and events for the "
                "yearly report of library work. This is a task in the public interest: the methodical work of the "
                "region's main library (General Data Protection Regulation, Article 6(1)(e)). What you choose beyond "
                "it, letters or digests say, rests on your consent (Article 6(1)(a)), which you can take back in your "
                "profile at any time."
            ),
            texts.tn(
                "<b>How long:</b> texts of consultations for {n} month, then only figures.",
                "<b>How long:</b> texts of consultations for {n} months, then only figures.",
                region.keep.texts_months,
            )
            + " "
            + texts.tn(
                "All else no longer than you are a member and {n} month after you have left, so that you can come "
                "back to it, or until you have it erased.",
                "All else no longer than you are a member and {n} months after you have left, so that you can come "
                "back to it, or until you have it erased.",
                region.keep.former_months,
            )
            + " "
            + texts.t("Figures of reports stay; they name nobody. News that you published stay without your name."),
            texts.t(
                "<b>Who reads it:</b> the region's methodologists and administrators; what you write to colleagues "
                "or in the group, these too. Reports carry no names of people."
            ),
            texts.t(
                "<b>Where:</b> on the operator's server. Messages also pass through Telegram, which is a controller of "
                "its own and not the operator's processor (telegram.org/privacy), and letters, if you want any, "
                "through mail servers."
            ),
            texts.t(
                "<b>Your rights:</b> everything about you as a file: /manidati; having it erased: /dzest; correcting "
                "it: /profils. To object, or for anything else, write to the operator; you can complain to the Data "
                "State Inspectorate (dvi.gov.lv)."
            ),
            "",
            texts.t("Please do not name readers in questions."),
        ]
    )
