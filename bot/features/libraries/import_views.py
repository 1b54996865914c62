"""What is said of a table of libraries: why it cannot be read, what its import would do."""

from collections.abc import Iterator
from datetime import timedelta

from bot.features.libraries.importing import DatedChange, ImportPlan
from bot.tables import READING, TableError
from bot.texts import N_, Texts
from storage.directory import CLOSED, MERGED, RENAMED

SENTENCES = {
    **READING,
    "empty": N_("There are no libraries in {file}."),
    "missing_column": N_("Line {line} has to hold the headers, and these are missing: {columns}."),
    "column_twice": N_("The column {column} is there twice (line {line})."),
    "rows_of_directory": N_("Nothing was imported. Errors found: {count}."),
    "malformed_day": N_("Line {line}: “{value}” is no day with its year; write 2027-01-01 or 01.01.2027."),
    "days_backwards": N_("Line {line}: its last day is before its first."),
    "both_names": N_("Line {line}: {name} and {former} are both in the directory; to join them, use “apvienota ar”."),
    "into_itself": N_("Line {line}: {name} cannot be merged with itself."),
    "unknown_into": N_("Line {line}: there is no library {name} to be merged with."),
    "main_ends": N_("Line {line}: {name} is the main library, which cannot be merged or closed."),
    "rows": N_("Nothing was imported from {file}. Errors found: {count}."),
    "name_missing": N_("Line {line}: the library's name is missing."),
    "municipality_missing": N_("Line {line}: the municipality is missing."),
    "name_too_long": N_("Line {line}: the library's name is longer than {limit} characters."),
    "municipality_too_long": N_("Line {line}: the municipality's name is longer than {limit} characters."),
    "kind_missing": N_("Line {line}: the kind is missing; write publiskā, skolas or cita."),
    "unknown_kind": N_("Line {line}: “{value}” is no kind of library; write publiskā, skolas or cita."),
    "unknown_role": N_("Line {line}: “{value}” is no role; write galvenā or leave the cell empty."),
    "duplicate_name": N_("Line {line}: {name} stands in line {first} already."),
    "second_main": N_("Line {line}: a region has one main library, and line {first} has it already."),
}


_KINDS = {"public": N_("public"), "school": N_("school"), "other": N_("other")}
_FIELDS = {"name": N_("name"), "municipality": N_("municipality"), "kind": N_("kind"), "main": N_("role")}
"""As the table's columns are called."""


def error_lines(texts: Texts, error: TableError) -> Iterator[str]:
    """The sentence of the error, and one for each row that it names."""
    yield texts.plain(SENTENCES[error.key], **error.values)
    for problem in error.problems:
        yield texts.plain(SENTENCES[problem.key], **problem.values)


def plan_lines(texts: Texts, plan: ImportPlan) -> Iterator[str]:
    """What an import would do, a line each."""
    for row in plan.new:
        kind = texts.plain(_KINDS[row.kind])
        yield texts.plain(
            "new: {name} ({municipality}, {kind})", name=row.name, municipality=row.municipality, kind=kind
        )
    for change in plan.changed:
        fields = ", ".join(texts.plain(_FIELDS[field]) for field in change.fields)
        yield texts.plain("changed: {name} ({fields})", name=change.after.name, fields=fields)
    for dated in plan.dated:
        yield _dated_line(texts, dated)


def _dated_line(texts: Texts, change: DatedChange) -> str:
    row, day = change.row, texts.of_date(change.day)
    if change.kind == RENAMED:
        return texts.plain("renamed: {name} → {other}, from {day}", name=change.name, other=row.name, day=day)
    if change.kind == MERGED:
        return texts.plain("merged: {name} goes into {other}, from {day}", name=change.name, other=row.into, day=day)
    if change.kind == CLOSED:
        last = texts.date(change.day - timedelta(days=1))
        return texts.plain("closed: {name}; last day: {day}", name=change.name, day=last)
    kind = texts.plain(_KINDS[row.kind])
    return texts.plain(
        "moved: {name} ({municipality}, {kind}), from {day}",
        name=change.name,
        municipality=row.municipality,
        kind=kind,
        day=day,
    )


def result_line(texts: Texts, plan: ImportPlan, *, dry_run: bool) -> str:
    """The sums."""
    if dry_run:
        sentence = N_("Dry run, nothing was changed. New: {new}, changed: {changed}, unchanged: {unchanged}.")
    else:
        sentence = N_("Imported. New: {new}, changed: {changed}, unchanged: {unchanged}.")
    return texts.plain(
        sentence, new=len(plan.new), changed=len(plan.changed) + len(plan.dated), unchanged=len(plan.unchanged)
    )
