# Every command a person needs. `make` lists them; each does its own set-up.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
REGISTER ?= invented
ASSETS := src/wardmote/server/shell/static/vendor/govuk-frontend.min.css

help: ## List these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: .venv/stamp $(ASSETS) ## Make the environment and the assets

demo: setup ## Try it: a database, a sample sector and the service (REGISTER=england: real names, no results)
	@exec $(BIN)/wardmote demo --register $(REGISTER)

run: demo ## The same as demo

test: setup browser ## Run all tests, in a real database and a real browser
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder \
	  --cov --cov-report=term:skip-covered $(ARGS)

check: setup ## What CI runs: format, lint, types, contracts, generated files, then all tests
	@$(BIN)/ruff format --check --quiet src tests bench
	@$(BIN)/ruff check --quiet src tests bench
	@. ./tests/settings.sh && $(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/wardmote docs --check
	@$(MAKE) --no-print-directory test ARGS=--cov-fail-under=90

fix: setup ## Mend format and lint, and write the generated files anew
	@$(BIN)/ruff format --quiet src tests bench
	@$(BIN)/ruff check --quiet --fix src tests bench
	@$(BIN)/wardmote docs

docs: setup ## Write all generated files anew: reference, list of addresses, record of sizes
	@$(BIN)/wardmote docs
	@$(BIN)/python -m tests.house.addresses
	@$(BIN)/python -m tests.house.sizes

bench: setup ## Measure pages, hunting and sharing (ARGS=hunting: one alone; first run: 30 minutes, 15 GB)
	@PYTHONPATH=src $(BIN)/python -m bench $(ARGS)

wheel: setup ## Build the package for a server into dist/
	@$(BIN)/uv build --quiet --wheel --no-build-isolation
	@ls dist

lock: .venv/stamp ## Renew the locked dependencies
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade --all-extras --group dev pyproject.toml -o requirements/dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra server pyproject.toml -c requirements/dev.lock -o requirements/server.lock
	sed -n '/^uv==/,/# via/p' requirements/dev.lock | grep -v '# via' | sed '$$ s,  *\\$$,,' > requirements/uv.lock

browser: .venv/stamp
	@$(BIN)/python -m tests.browser

clean: ## Remove what was built; the demonstration's data too
	rm -rf .venv .wardmote node_modules dist build $(dir $(ASSETS))

.venv/stamp: requirements/dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Wardmote needs Python 3.11 or newer. Install it, or say which one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "Making the environment in .venv ..." >&2
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear .venv || { echo "Python cannot make environments here. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.lock
	@$(BIN)/uv pip sync --quiet --require-hashes requirements/dev.lock
	@$(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(ASSETS): .venv/stamp package-lock.json src/wardmote/server/shell/assets.py
	@echo "Building the assets ..." >&2
	@if command -v npm > /dev/null; then npm ci --silent --no-fund --no-audit; else \
	  echo "There is no npm here, so one comes from a package ..." >&2; \
	  $(PYTHON) -m venv .wardmote/node && \
	  .wardmote/node/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/node.lock && \
	  PATH="$$PWD/.wardmote/node/bin:$$PATH" .wardmote/node/bin/npm ci --silent --no-fund --no-audit; fi
	@$(BIN)/python -m wardmote.server.shell.assets node_modules/govuk-frontend
	@touch $@

.PHONY: help setup demo run test check fix docs bench wheel lock browser clean
