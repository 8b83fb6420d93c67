# Everything here needs only Python 3.11 to 3.13 and make. The first target that is run sets up .venv
# from requirements.lock (each file pinned by its hash); afterwards the stamp makes that step instant.
PYTHON ?= python3
SOAK_FACTOR ?= 1000
# Tests run side by side, a file of them always in one process.
TEST_JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# Kernels and libraries must keep their compiled files, or every start pays for compiling again.
unexport PYTHONDONTWRITEBYTECODE

.DELETE_ON_ERROR:
.PHONY: run examples test test-system soak lint bench bench-plan bench-motion bench-peers docs lock clean

run: $(STAMP)
	$(BIN)/railcade plan examples/corridor/movement.toml -o out/corridor

# Every example; docs/examples.md tells what each shows.
EXAMPLES := corridor/movement corridor/nominal corridor/possessions st_poelten/key-train evacuation/movement \
  opening_sweep/track-1 opening_sweep/track-2 opening_sweep/track-2-unswept
examples: $(STAMP)
	@set -e; for name in $(EXAMPLES); do \
	  $(BIN)/railcade plan examples/$$name.toml -o out/examples/$$name; done

# Physics first without the compiler: what numba makes of it must be what Python does.
test: $(STAMP)
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q -n $(TEST_JOBS) --dist loadfile tests/kernels tests/motion tests/oracles \
	  --ignore tests/oracles/test_least_energy.py # thousands of runs, of the same kernels
	$(BIN)/python -m pytest -n $(TEST_JOBS) --dist loadfile

test-system: $(STAMP)
	@{ command -v chromium && command -v pdftotext; } >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium poppler-utils; \
	  else echo "make test-system needs Debian packages: apt-get install chromium poppler-utils" >&2; exit 1; fi; }
	$(BIN)/python -m pytest -m system tests/e2e

# Every test but those of the system, with campaigns SOAK_FACTOR times as long as in make test.
soak: $(STAMP)
	RAILCADE_SOAK_FACTOR=$(SOAK_FACTOR) $(BIN)/python -m pytest -m "not system"

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: bench-plan bench-motion

bench-plan: $(STAMP)
	@$(BIN)/python bench/bench_plan.py

bench-motion: $(STAMP)
	@$(BIN)/python bench/bench_motion.py

# Other engines to compare with, each in an environment of its own; never dependencies.
bench-peers:
	$(PYTHON) -m venv build/peers/altrios
	build/peers/altrios/bin/python -m pip install --quiet altrios==1.1.0

# Documents that are made from the code; a house test fails when one of them is behind.
docs: $(STAMP)
	$(BIN)/python -m tests.house.generated
	$(BIN)/python -m tests.formats.tables

# After a change of the dependencies in pyproject.toml.
lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --no-header \
	  --python-version 3.11 pyproject.toml --group dev -o requirements.lock

clean:
	rm -rf $(VENV) out

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { \
	  echo "Railcade needs Python 3.11, 3.12 or 3.13 (tried: $(PYTHON)); name one with make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo "$(PYTHON) lacks its venv part (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMP): $(BIN)/python requirements-uv.lock requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --no-deps --only-binary :all: --require-hashes -r requirements-uv.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .
	@touch $@
