# Every recipe runs in the project's environment: `uv run just check`.

# everything that CI runs, the README's test command last
check: lint types walls texts-complete docs
    uv run pytest

lint:
    uv run ruff check
    uv run ruff format --check

# put the code into its form, and mend what can be mended by itself
format:
    uv run ruff check -q --fix
    uv run ruff format -q

types:
    uv run mypy

walls:
    uv run lint-imports

# catalogues: complete, braces and tags alike
texts-complete:
    uv run pytest tests/texts

# tables, commands, names and links of the documents against the code
docs:
    uv run pytest tests/architecture/test_docs.py

# write the README's tables anew
readme:
    uv run python -m tests.architecture.readme

# collect the texts of the code into both catalogues, for translating into Latvian
texts:
    uv run python -m tests.texts.collect

# write the migration that the tables need: `just migration "announcements"`; read it before it is committed
migration name:
    uv run python -m storage.migrations.write "{{name}}"
    uv run ruff format -q storage/migrations
    uv run ruff check -q --fix storage/migrations

# exact versions with hashes, for deployment; no addresses, so that it is good with every index
lock:
    uv export -q --no-dev --no-emit-project --no-header --no-annotate --format requirements-txt -o requirements.lock
