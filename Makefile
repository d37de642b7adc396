# The single door. `make demo` to see it, `make test` before every commit.

PORT ?= 8000
PYTHON ?= python3
export PYTHON

PY := .venv/bin/python
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test lint format types imports pytest messages bench clean runtime dev

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

demo: runtime ## Run a demonstration fair on http://127.0.0.1:8000 (PORT=… for another port)
	@FAIRMATCH_DEMO=true FAIRMATCH_PORT=$(PORT) $(PY) manage.py up --demo

test: dev ## Everything that must be green: lint, types, import contracts, all tests
	@scripts/chromium
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint types imports
	@$(MAKE) --no-print-directory pytest

lint: dev ## Style of Python and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates

format: dev ## Put the Python code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: dev ## Check the types
	$(BIN)/mypy

imports: dev ## Check that rooms and floors import in one direction only
	$(BIN)/lint-imports

pytest: dev ## All tests, on PostgreSQL and Valkey from their wheels
	$(BIN)/pytest -q --numprocesses 2 --dist loadgroup

messages: dev ## Collect the texts to translate, and compile the catalogues (needs gettext)
	@command -v xgettext >/dev/null || { echo "gettext is missing. On Debian:  apt-get install gettext" >&2; exit 1; }
	$(PY) manage.py makemessages --locale vi --locale ja --locale ko --locale zh_Hans \
		--ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*' --ignore 'docs/*' \
		--no-wrap --no-obsolete --add-location file
	$(PY) manage.py collect_package_messages
	$(PY) manage.py compile_catalogues

bench: dev ## Time and quality of the engines on fixed instances
	$(PY) -m benchmarks

clean: ## Remove caches and the tests' servers; the data of `make demo` stay in var/site
	rm -rf var/tests .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

runtime:
	@scripts/venv runtime

dev:
	@scripts/venv dev
