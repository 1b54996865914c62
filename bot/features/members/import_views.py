"""What is said of a table of people: why it cannot be read, what its import would do."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from bot.features.members.importing import Fate, MembersPlan, Planned, Reason
from bot.tables import READING, TableError
from bot.texts import N_, Texts

SENTENCES = READING | {
    "empty": N_("There are no people in {file}."),
    "no_headers": N_(
        "No headers were found in {file}. A row has to name the columns, for example: "
        "Vārds, E-pasts, Bibliotēka, Tālrunis."
    ),
}
_FATES = {
    Fate.NEW: (N_("new: is invited"), "green"),
    Fate.AGAIN: (N_("the earlier invitation has expired: is invited again"), "green"),
    Fate.CHANGED: (N_("changed"), "cyan"),
    Fate.BY_LETTER: (N_("new: a member by e-mail alone"), "green"),
    Fate.INVITED: (N_("invited already; the link still works"), "dim"),
    Fate.KNOWN: (N_("is a member already"), "dim"),
    Fate.TWICE: (N_("twice in the table"), "dim"),
    Fate.WRONG: (N_("to be corrected"), "bold red"),
}
_REASONS = {
    "malformed_name": N_("a name has 2 to 100 characters"),
    "malformed_email": N_("“{email}” is no e-mail address"),
    "several_libraries": N_("“{part}” fits several libraries: {names}"),
    "no_library_but": N_("there is no library “{part}”; perhaps: {names}"),
    "no_library": N_("there is no library “{part}”"),
    "shared_email": N_("{name} in line {line} has the same e-mail address; each person needs their own, or none"),
    "no_mail_server": N_("without Telegram one can be a member only where letters go (PLAUKTS_SMTP_URL)"),
    "letters_need": N_("a member without Telegram needs a name and an e-mail address"),
    "reports_go_there": N_("reports go to {email}; remove that address first (in Telegram: Settings, Reports)"),
    "twice": N_("together with line {line}"),
    "email_added": N_("a member; the e-mail address is added"),
    "invitation_follows": N_("the open invitation gets this name and these libraries; the link stays"),
}


def error_line(texts: Texts, error: TableError) -> str:
    """Why the table cannot be read."""
    return texts.plain(SENTENCES[error.key], **error.values)


def plan_table(texts: Texts, plan: MembersPlan, *, only_wrong: bool = False) -> Table:
    """The rows and what becomes of each."""
    table = Table(show_lines=False, pad_edge=False, header_style="bold")
    table.add_column(texts.plain("Line"), justify="right", no_wrap=True)
    for heading in (N_("Name"), N_("E-mail"), N_("Library"), N_("What happens")):
        table.add_column(texts.plain(heading), overflow="fold")
    for row in plan.wrong if only_wrong else plan.rows:
        fate, style = _fate(texts, row)
        # Text and not str: what stands in the table is somebody else's, and no markup of ours.
        libraries = "\n".join(plan.library_names[key] for key in row.libraries) or row.row.library
        cells = (str(row.row.line), row.name or row.row.name, row.email or row.row.email, libraries)
        table.add_row(*map(Text, cells), Text(fate, style=style))
    return table


def sums(texts: Texts, plan: MembersPlan) -> str:
    """How many rows have which fate."""
    return texts.plain(
        "New: {new}, changed: {changed}, invited already: {invited}, members already: {known}, twice: {twice}, "
        "to be corrected: {wrong}.",
        new=plan.count(Fate.NEW) + plan.count(Fate.AGAIN) + plan.count(Fate.BY_LETTER),
        changed=plan.count(Fate.CHANGED),
        invited=plan.count(Fate.INVITED),
        known=plan.count(Fate.KNOWN),
        twice=plan.count(Fate.TWICE),
        wrong=plan.count(Fate.WRONG),
    )


def remarks(texts: Texts, plan: MembersPlan) -> Iterator[str]:
    """What else is worth knowing."""
    if any(row.row.phone for row in plan.rows):
        yield texts.plain(
            "Telephone numbers are not stored: they are only passed on into the file of links, "
            "for reaching those without e-mail."
        )


def _fate(texts: Texts, row: Planned) -> tuple[str, str]:
    sentence, style = _FATES[row.fate]
    reasons = [_reason(texts, reason) for reason in row.reasons]
    return ": ".join(filter(None, (texts.plain(sentence), "; ".join(reasons)))), style


def _reason(texts: Texts, reason: Reason) -> str:
    return texts.plain(_REASONS[reason.key], **reason.values)
