# Bootstrap only: makes the environment from the lock file, then calls the tasks of pyproject.toml.
UV_VERSION := 0.13.9
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run demo test check fix bench environment browser
help:            ## Show what can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/'

run: environment ## Serve your clinic on http://127.0.0.1:8000
	@$(BIN)/clinic-log serve

demo: environment ## Serve an invented clinic to look around in
	@$(BIN)/clinic-log demo

test: environment browser ## All tests, browser and PostgreSQL included
	@$(BIN)/poe -q test

check: environment ## Linters, types, contracts and template rules
	@$(BIN)/poe -q check

fix: environment ## Format and mend what tools can mend
	@$(BIN)/poe -q fix

bench: environment ## Speed, as ratios in one run
	@$(BIN)/poe -q bench

environment: .venv/.synced

.venv/.synced: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || { echo "Making the environment in .venv ..."; $(PYTHON) -m venv .venv; }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@echo "Installing what uv.lock names ..."
	@$(BIN)/uv sync --locked --quiet
	@touch $@

browser: environment
	@$(BIN)/python -m tests.journeys.browser
