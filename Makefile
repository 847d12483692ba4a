# Everything a developer types. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help run run-lan setup test bench chaos lint secrets secrets-known audit sbom format types messages catalogs migrations-check lock clean

BIN := .venv/bin
SBOM := var/sbom.json
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r
LOCK := env -u UV_FIND_LINKS -u UV_INDEX -u UV_EXTRA_INDEX_URL $(BIN)/uv pip compile pyproject.toml --no-config --quiet \
	--universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-emit-index-url --no-header --no-annotate \
	--excludes requirements/excludes.txt
# Reading the settings connects to nothing, so any address will do for a type checker.
NO_SERVERS := DATABASE_URL=postgresql:///none REDIS_URL=redis://none/0 CLASSROOM_EMBEDDED=1 SECRET_KEY=none

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 26

run: .venv/serving.stamp ## the whole product on http://localhost:8000 (PORT=8001 make run for another port)
	@exec $(BIN)/python manage.py run

run-lan: .venv/serving.stamp ## the same over TLS for phones and other machines on the local network
	@exec $(BIN)/python manage.py run --lan

setup: .venv/development.stamp ## everything for development (training included) into .venv

test: .venv/development.stamp ## the tests (make test ARGS="-k consent" for some)
	@$(BIN)/python -m pytest $(ARGS)

bench: .venv/development.stamp ## what this machine holds, into docs/benchmarks, in an hour and a half (make bench ARGS="--only workers")
	@VAR_DIR=var/bench $(BIN)/python manage.py bench $(ARGS)

chaos: .venv/development.stamp ## kills, cuts and fills everything in the middle of lectures; takes a quarter of an hour
	@$(BIN)/python -m pytest tests/chaos -m "chaos or not chaos" $(ARGS)

lint: .venv/development.stamp ## style, imports between apps, templates, dangerous code, secrets, packages
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/bandit --quiet --severity-level medium --configfile pyproject.toml --recursive classroom inference manage.py
	@$(MAKE) secrets audit

secrets: .venv/development.stamp ## looks for secrets in what git knows (a found one that is none: make secrets-known)
	@$(BIN)/python .ci/find_secrets.py

secrets-known: .venv/development.stamp ## notes what looks like a secret and is none, after you have looked at it
	@$(BIN)/python .ci/find_secrets.py --known

audit: .venv/development.stamp ## asks for known vulnerabilities of what serves (ARGS=--require: nobody could tell is a failure)
	@$(BIN)/python .ci/audit_packages.py requirements/serving.txt $(ARGS)

sbom: .venv/development.stamp ## writes a list of all that serves to var/sbom.json (CycloneDX)
	@mkdir -p $(dir $(SBOM))
	@$(BIN)/python -W ignore::UserWarning -m cyclonedx_py requirements requirements/serving.txt --pyproject pyproject.toml --output-reproducible -o $(SBOM)
	@echo "$(SBOM)"

format: .venv/development.stamp ## puts the code into the common form
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

types: .venv/development.stamp ## mypy
	@$(NO_SERVERS) $(BIN)/mypy

messages: .venv/development.stamp ## brings the translations to the sentences of the source and says what is missing
	@$(NO_SERVERS) $(BIN)/python -m classroom.languages extract
	@$(NO_SERVERS) $(BIN)/python -m classroom.languages check

catalogs: .venv/serving.stamp ## compiles the translations that have changed (run and test do it by themselves)
	@$(BIN)/python -m classroom.languages compile

migrations-check: .venv/development.stamp ## fails when a model changed without a migration
	@$(BIN)/python manage.py makemigrations --check --dry-run

lock: .venv/development.stamp ## remakes requirements/*.txt from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(LOCK) --excludes requirements/serving-excludes.txt -o requirements/serving.txt $(ARGS)
	@$(LOCK) --extra development -c requirements/serving.txt -o requirements/development.txt $(ARGS)

clean: ## removes .venv and the data of embedded servers
	rm -rf .venv var

.venv/serving.stamp: requirements/serving.txt | .venv/bin/pip
	@echo "Installing what the product needs into .venv; the first time this downloads about 200 MB."
	@$(INSTALL) $<
	@touch $@

.venv/development.stamp: requirements/development.txt | .venv/bin/pip
	@echo "Installing what development needs into .venv; the first time this downloads about 1 GB."
	@$(INSTALL) $<
	@touch $@ .venv/serving.stamp

.venv/bin/pip:
	@python=""; \
	for candidate in python3.11 python3.12 python3; do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null; \
		then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Python 3.11 or 3.12 is needed, and none is on PATH: install one, then try again." >&2; exit 1; fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$python comes without venv and ensurepip: install them (Debian, Ubuntu: sudo apt install $$python-venv), then try again." >&2; \
		exit 1; fi; \
	$$python -m venv .venv
