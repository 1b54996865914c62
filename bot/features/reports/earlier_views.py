"""What is said of a table of earlier months' totals: why it cannot be read, what its import would do."""

from collections.abc import Iterator

from bot.features.reports.earlier import EarlierPlan
from bot.features.reports.wording import day
from bot.tables import READING, Problem, TableError
from bot.texts import N_, Texts

SENTENCES = {
    **READING,
    "empty": N_("There are no totals in {file}."),
    "missing_column": N_("Line {line} has to hold the headers: month, channel, topic, count."),
    "unknown_column": N_("Line {line}: “{column}” is no column of this table, which has month, channel, topic, count."),
    "column_twice": N_("The column {column} is there twice (line {line})."),
    "rows": N_("Nothing was imported from {file}. Errors found: {count}."),
    "month_missing": N_("Line {line}: the month is missing; write it like 2025-10."),
    "malformed_month": N_("Line {line}: “{value}” is no month; write it like 2025-10."),
    "counted_month": N_(
        "Line {line}: Plaukts itself counts from {day} on; totals can be entered of months before that, not of {month}."
    ),
    "unknown_channel": N_("Line {line}: “{value}” is no channel of the region. There are: {names}."),
    "unknown_topic": N_("Line {line}: “{value}” is no topic of the region. There are: {names}."),
    "count_missing": N_("Line {line}: the count is missing; write 0 if there were none."),
    "malformed_count": N_("Line {line}: “{value}” is no count; write a whole number from 0 to {limit}."),
    "twice": N_("Line {line}: this month, channel and topic stand in line {first} already."),
    "dash_beside_counts": N_(
        "Line {line}: a dash takes away the totals of {month}, so it has to be that month's only row."
    ),
}


def error_lines(texts: Texts, error: TableError) -> Iterator[str]:
    """The sentence of the error, and one for each row that it names."""
    for problem in (Problem(error.key, error.values), *error.problems):
        values = {name: day(value, texts) if name == "day" else value for name, value in problem.values.items()}
        yield texts.plain(SENTENCES[problem.key], **values)


def plan_lines(texts: Texts, plan: EarlierPlan) -> Iterator[str]:
    """What an import would do, a line a month."""
    for month, counts in plan.months.items():
        if counts is None:
            yield texts.plain("{month}: no totals any more", month=f"{month:%Y-%m}")
            continue
        n = sum(one.count for one in counts)
        parts = [texts.plain_n("{n} consultation", "{n} consultations", n)]
        if month in plan.before:
            parts.append(texts.plain("instead of {n}", n=plan.before[month]))
        if month in plan.registered:
            parts.append(texts.plain("besides {n} registered one by one", n=plan.registered[month]))
        yield f"{month:%Y-%m}: {', '.join(parts)}"


def result_line(texts: Texts, plan: EarlierPlan, *, dry_run: bool) -> str:
    """The sums."""
    if dry_run:
        sentence = N_("Dry run, nothing was changed. Months: {months}, consultations: {count}.")
    else:
        sentence = N_("Imported. Months: {months}, consultations: {count}.")
    count = sum(one.count for counts in plan.months.values() for one in counts or ())
    return texts.plain(sentence, months=len(plan.months), count=count)
