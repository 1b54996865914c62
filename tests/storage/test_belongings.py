"""Nothing that belongs to a person is forgotten: every table of the schema is looked at."""

from sqlalchemy import Table

from storage.belongings import BELONGINGS, NOBODYS, REFERRING
from storage.belongings_told import SECTIONS
from storage.tables import metadata


def refers(table: Table) -> set[str]:
    """The columns by which a table refers to a member or to a chat."""
    return {
        f"{table.name}.{column.name}"
        for column in table.columns
        if column.name in REFERRING or any(key.column.table.name == "members" for key in column.foreign_keys)
    }


def test_every_column_that_refers_to_a_person_is_named() -> None:
    found = set().union(*(refers(table) for table in metadata.sorted_tables))
    assert found - BELONGINGS.keys() == set(), "say in storage/belongings.py what is told of it and what becomes of it"
    assert BELONGINGS.keys() - found == set(), "there is no such column any more"


def test_every_table_is_somebodys_or_named_as_nobodys() -> None:
    owned = {name.partition(".")[0] for name in BELONGINGS}
    assert {table.name for table in metadata.sorted_tables} == owned | NOBODYS
    assert not owned & NOBODYS


def test_what_is_not_told_has_a_reason() -> None:
    assert [name for name, one in BELONGINGS.items() if (one.section is None) == (not one.why_not)] == []


def test_the_export_has_every_section_and_no_other() -> None:
    sections = {one.section for one in BELONGINGS.values() if one.section is not None}
    assert SECTIONS.keys() == sections | {"member"}
