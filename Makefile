# Everything a person or a machine needs to do with this checkout. A machine needs Python 3.11+, make and git.

PORT ?= 8000
CASES ?=
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

BIN := .venv/bin
LOCAL := .local
# Node comes from the machine when it is new enough, else from a wheel inside .venv.
NPM := $(BIN)/python -m config.node npm
# Types and layers read the settings but ask no server.
NO_SERVER := SECRET_KEY=unused DATABASE_URL=postgres:///unused REDIS_URL=redis+socket:///unused
SOURCES := config accounts casework charging metrics web foundation bench
LOCK := $(BIN)/uv pip compile --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: again help setup run test check fix bench docs lock locks-name-no-address
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

help: ## say what can be done here
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10 | sed 's/^/  make /'

setup: $(LOCAL)/python.done $(LOCAL)/node.done ## install what the service needs into this folder

# A stamp counts only while what it stands for is still there.
$(LOCAL)/venv.done: $(if $(wildcard $(BIN)/python),,again)
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found: install one, or run make PYTHON=/path/to/python3."; exit 1; }
	@mkdir -p $(LOCAL)
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@touch $@

$(LOCAL)/python.done: requirements.lock requirements-bootstrap.lock $(LOCAL)/venv.done
	@echo "Installing Python packages"
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock || true
	@$(BIN)/uv pip sync --quiet --system-certs --require-hashes --python $(BIN)/python requirements.lock \
		|| { echo "uv could not do it: trying pip, which is slower"; \
			$(BIN)/python -m ensurepip >/dev/null 2>&1; \
			$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; }
	@touch $@

$(LOCAL)/node.done: package-lock.json $(if $(wildcard node_modules),,again) | $(LOCAL)/python.done
	@echo "Installing front-end packages"
	@$(NPM) ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

run: setup ## run the whole service with its demo at PORT=8000
	@exec $(BIN)/python -m config.launch --port $(PORT)

test: setup ## run every test, browser included
	@$(BIN)/python -m pytest -n 2 -q $(ARGS)

check: setup ## prove that this checkout is good: style, types, layers, schema, documents, tests
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(NO_SERVER) $(BIN)/mypy $(filter-out bench,$(SOURCES))
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports
	$(MAKE) locks-name-no-address
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file $(LOCAL)/schema.yml
	$(BIN)/python manage.py render_reference --check
	$(MAKE) test

locks-name-no-address: # a lock says what to install, never from where
	@! grep -nE '://' requirements*.lock
	@! grep -nE '"resolved"' package-lock.json

fix: setup ## mend what can be mended: layout of code and templates
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/djlint --reformat --quiet templates

bench: setup ## measure every budget, with CASES=400000 cases in the database
	@$(BIN)/python -m bench $(if $(CASES),--cases $(CASES))

docs: setup ## write docs/reference/ again from the code
	@$(BIN)/python manage.py render_reference

lock: setup ## choose newer versions and write the lock files
	$(LOCK) --upgrade --all-extras pyproject.toml --output-file requirements.lock
	$(LOCK) --constraint requirements.lock --no-annotate pyproject.toml --output-file requirements-service.lock
	$(BIN)/python -m config.bootstrap_lock
	$(NPM) install --package-lock-only --no-audit --no-fund
