# Two commands: `make run` (the daemon on the sample articles) and `make test`. Each makes the environment it needs.
.DELETE_ON_ERROR:
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test faults fuzz lint format bench quality clients browser audit sbom wheel lock clean

run: $(VENV)/.run
	mkdir -p var
	$(BIN)/seedwire run --seeds seeds --database sqlite:///var/seedwire.db

# Half of the tests wait for other processes, so there are more workers than the two cores that a machine has at least.
PYTEST := $(BIN)/python -m pytest -n 4 --dist worksteal

test: $(VENV)/.dev
	$(PYTEST)

# Prints the table of faults. FAULTS=short tries each a few times, as CI does.
FAULTS ?= full
faults: $(VENV)/.dev
	FAULTS=$(FAULTS) $(PYTEST) -m "fault or long"

# For SECONDS in all; what it finds stays in build/fuzz, and belongs into tests/faults/hostile/found.
SECONDS ?= 3600
fuzz: $(VENV)/.fuzz
	$(BIN)/python -m tests.faults.fuzz --seconds $(SECONDS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

quality: $(VENV)/.dev
	$(BIN)/python -m benchmarks.quality

clients: $(VENV)/.dev
	$(BIN)/python -m benchmarks.clients

# Needs Chromium (CHROMIUM names it, where it is not on the PATH).
browser: $(VENV)/.browser
	$(BIN)/python -m pytest -m browser

# Needs the advisories of a package index; --strict, since without them it would find nothing and say so.
audit: $(VENV)/.audit
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements/run.txt

sbom: $(VENV)/.run
	mkdir -p build
	$(BIN)/python deploy/sbom.py > build/sbom.json

wheel: $(VENV)/.run
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

# Needs uv; resolves for every platform and Python that pyproject.toml allows, with hashes and without naming an index.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock:
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) --group pyproject.toml:build -o requirements/build.txt --unsafe-package pip
	$(LOCK) pyproject.toml --group pyproject.toml:dev -c requirements/run.txt -o requirements/dev.txt
	$(LOCK) --group pyproject.toml:browser -c requirements/dev.txt -o requirements/browser.txt
	$(LOCK) --group pyproject.toml:audit -o requirements/audit.txt
	$(LOCK) --group pyproject.toml:fuzz -o requirements/fuzz.txt

clean:
	rm -rf $(VENV) build dist var .mypy_cache .ruff_cache .pytest_cache .hypothesis

# feedgen ships no wheel: its build tools come first, locked, and no isolated build fetches others.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --require-hashes --no-build-isolation

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "seedwire needs Python 3.11 or later; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || { echo "this Python cannot make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(BIN)/python requirements/build.txt requirements/run.txt pyproject.toml
	$(PIP_INSTALL) -r requirements/build.txt
	$(PIP_INSTALL) -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(PIP_INSTALL) -r requirements/dev.txt
	@touch $@

$(VENV)/.browser: $(VENV)/.dev requirements/browser.txt
	$(PIP_INSTALL) -r requirements/browser.txt
	@touch $@

$(VENV)/.fuzz: $(VENV)/.dev requirements/fuzz.txt
	$(PIP_INSTALL) -r requirements/fuzz.txt
	@touch $@

$(VENV)/.audit: $(VENV)/.run requirements/audit.txt
	$(PIP_INSTALL) -r requirements/audit.txt
	@touch $@
