# Every target makes its own virtual environment first; it is made again only when the lock or the project file changed.
.DEFAULT_GOAL := help
.PHONY: help run test test-fast ui check bench release clean

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
PEERS := $(VENV)/peers
PEERS_STAMP := $(PEERS)/.installed
RELEASE := $(VENV)/release
RELEASE_STAMP := $(RELEASE)/.installed
SHIPPED := $(VENV)/shipped
SHIPPED_STAMP := $(SHIPPED)/.installed
CANDIDATES := python3 python3.11 python3.12 python3.13 python3.14

help:  ## this list
	@echo "make run    pull the silos, validate every row, build, audit, release, report"
	@echo "make ui     the Dagster UI on 127.0.0.1:3000"
	@echo "make test   all tests (HGT_DATA names the folder of the open data sets)"
	@echo "make test-fast  the tests that take seconds; make test before a commit"
	@echo "make check  format, lint, types, layers, house rules, contracts"
	@echo "make bench  measure speed; results go to bench/results"
	@echo "make release  packages, bill of materials, licences and advisories; they go to dist"
	@echo "make clean  remove the virtual environment and caches, keep the store"
	@echo
	@echo "OPTIONS go to the command: make run OPTIONS='--data DIR'. All commands: .venv/bin/hgt --help"

run: $(STAMP)  ## the main job
	@$(BIN)/hgt $(OPTIONS) run

ui: $(STAMP)  ## the scheduler in a browser
	@$(BIN)/hgt $(OPTIONS) ui

test: $(DEV_STAMP)  ## all tests
	@$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

test-fast: $(DEV_STAMP)  ## the tests that take seconds
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow" --ignore=tests/house

check: $(DEV_STAMP)  ## everything that needs no data
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n auto tests/house

bench: $(DEV_STAMP) $(PEERS_STAMP)  ## speed, as ratios
	@$(BIN)/python -m bench --peers $(PEERS)/bin/python $(OPTIONS)

release: $(DEV_STAMP) $(RELEASE_STAMP) $(SHIPPED_STAMP)  ## what goes with a release
	@$(RELEASE)/bin/python .ci/release.py

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -path ./warehouse/data -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements.lock pyproject.toml
	@python=; for name in $(CANDIDATES); do \
	    if command -v $$name >/dev/null 2>&1 \
	        && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	    echo "Python 3.11 or newer is needed and was not found; next: apt-get install python3 python3-venv" >&2; exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	    echo "$$python cannot make virtual environments; next: apt-get install python3-venv" >&2; exit 1; \
	fi; \
	echo "setting up $(VENV) with $$($$python --version)"; \
	if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    $$python -m venv --clear $(VENV); \
	fi
	@.ci/install $(VENV) requirements.lock
	@.ci/install $(VENV)
	@touch $@

# Tests, lint and bench need more than a run does.
$(DEV_STAMP): requirements-dev.lock $(STAMP)
	@.ci/install $(VENV) requirements-dev.lock
	@touch $@

# What a user would do instead is measured with tools of its own, apart from the project's.
$(PEERS_STAMP): bench/requirements.lock $(STAMP)
	@echo "setting up $(PEERS)"
	@test -x $(PEERS)/bin/python || $(BIN)/python -m venv $(PEERS)
	@.ci/install $(PEERS) bench/requirements.lock
	@touch $@

$(RELEASE_STAMP): .ci/release.lock $(STAMP)
	@echo "setting up $(RELEASE)"
	@test -x $(RELEASE)/bin/python || $(BIN)/python -m venv $(RELEASE)
	@.ci/install $(RELEASE) .ci/release.lock
	@touch $@

# A release is described by what a user installs.
$(SHIPPED_STAMP): requirements.lock $(STAMP)
	@test -x $(SHIPPED)/bin/python || $(BIN)/python -m venv $(SHIPPED)
	@.ci/install $(SHIPPED) requirements.lock
	@touch $@
