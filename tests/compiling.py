"""A statement is compiled once in a process of tests, and not in each test anew.

SQLAlchemy keeps what it has compiled with the engine, and every test opens engines of its own: about a hundred
statements a journey, a fifth of the suite's time. In the product there is one engine each for reading and writing.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache


def compile_once() -> None:
    """Let all engines of a kind share what is compiled: their dialects, part of the key, are then one and the same."""
    shared: defaultdict[type, LRUCache[Any, Any]] = defaultdict(lambda: LRUCache(2000))
    Engine._compiled_cache = property(  # type: ignore[assignment]
        lambda engine: shared[type(engine.dialect)], lambda _engine, _its_own: None
    )
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
