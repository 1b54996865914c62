# Every recipe runs in the project's environment: `uv run just check`.

# everything that CI runs, the README's test command last
check: lint types walls texts-complete docs
    uv run pytest

lint:
    uv run ruff check
    uv run ruff format --check

types:
    uv run mypy

walls:
    uv run lint-imports

# catalogues: complete, placeholders alike
texts-complete:
    uv run pytest tests/texts

# commands, settings and examples of the README against the code
docs:
    uv run pytest tests/architecture/test_docs.py

# collect the texts of the code into both catalogues, for translating
texts:
    uv run pybabel -q extract -k t -k tn:1,2 -k plain -k plain_n:1,2 -k N_ --no-location --no-wrap --sort-output -o /tmp/plaukts.pot bot
    uv run pybabel -q update -N --no-wrap -D plaukts -i /tmp/plaukts.pot -d bot/texts/locale -l lv
    uv run pybabel -q update -N --no-wrap -D plaukts -i /tmp/plaukts.pot -d bot/texts/locale -l en

# write the migration that the tables need: `just migration "announcements"`; read it before it is committed
migration name:
    uv run python -m storage.migrations.write "{{name}}"
    uv run ruff format -q storage/migrations
    uv run ruff check -q --fix storage/migrations
