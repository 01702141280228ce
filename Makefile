# Every target works on a fresh machine with python 3.11 or newer, pip and make: the first one that
# needs it makes .venv from requirements-dev.lock.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?=
BIN := .venv/bin
READY := .venv/ready
BENCH := .venv-bench
SUPPLY := .venv-supply
CORE_TESTS := tests/extract tests/enrich tests/schemas tests/sites \
	$(addprefix tests/test_,compiled.py explain.py fuzz.py pages.py pipeline.py)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test chaos soak record check sbom quality bench bench-docs bench-stream bench-stream-docs
.PHONY: fmt compile contracts lock clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## The main job on an embedded broker: sample pages in, a table of outcomes out
	@$(BIN)/streams demo

test: compile ## All tests; those on Apache Kafka need java and mvn and are skipped without them
ifdef ARGS
	@$(BIN)/python -m pytest $(ARGS)
else
	@# Lines are counted on plain Python; then everything runs as it is deployed, compiled.
	@PURE_PYTHON=1 $(BIN)/python -m pytest $(CORE_TESTS) --cov --cov-report=term
	@scripts/test.sh $(BIN)/python
endif

chaos: $(READY) ## Workers on three brokers under kill -9 and worse, MINUTES=5 SEED=7 DELIVERY=exactly_once; needs java and mvn
	@$(BIN)/python -m tests.chaos $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED)) \
		$(if $(DELIVERY),--delivery $(DELIVERY))

soak: $(READY) ## Very many pages through one worker: does its memory grow? PAGES=100000; needs java and mvn
	@$(BIN)/python -m tests.chaos.soak $(if $(PAGES),--pages $(PAGES))

record: $(READY) ## Workers log a run with planted faults, and streams logs must name each, MINUTES=30; needs java and mvn
	@$(BIN)/python -m tests.chaos.record $(if $(MINUTES),--minutes $(MINUTES))

check: $(READY) $(SUPPLY)/ready ## Lint, format, types, Dockerfile, generated files, known vulnerabilities of what is locked
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/hadolint Dockerfile
	@$(BIN)/python -m scripts.contracts --check
	@$(BIN)/python -m scripts.vulnerabilities

sbom: $(READY) $(SUPPLY)/ready ## The bill of materials of what is deployed, dist/sbom.json in CycloneDX
	@$(BIN)/python -m scripts.sbom

quality: $(READY) ## How good records are, against floors: invented pages, and gold sets where EVALDATA names some
	@$(BIN)/python -m bench.quality

bench: $(BENCH)/ready ## Other extractors and we, quality and cost, and what each stage costs; PAGES=20 for a quick look
	@$(BENCH)/bin/python -W ignore -m bench.compare $(PAGES)
	@$(BENCH)/bin/python -m bench.cost $(PAGES)

bench-docs: bench ## The same, and its tables and picture put into docs/
	@$(BENCH)/bin/python -m bench.docs

bench-stream: $(BENCH)/ready ## The whole stream beside others on Apache Kafka: throughput, CPU, latency; PAGES=200 for a quick look
	@$(BENCH)/bin/python -m bench.stream $(PAGES)

bench-stream-docs: bench-stream ## The same, and its tables and pictures put into README.md and docs/
	@$(BENCH)/bin/python -m bench.docs stream

fmt: $(READY) ## Format, and fix what ruff can fix
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

compile: $(READY) ## Compile the busiest modules anew after a change; until then they run as plain Python
	@if command -v "$${CC:-cc}" >/dev/null; then $(BIN)/python hatch_build.py; \
		else echo "no C compiler: the modules stay plain Python" >&2; fi

contracts: $(READY) ## Write the schemas, docs and .env.example that are made from the code
	@$(BIN)/python -m scripts.contracts

lock: $(READY) ## Resolve the dependencies of pyproject.toml anew
	@scripts/lock.sh

clean: ## Remove everything that the other targets made
	@rm -rf .venv $(BENCH) $(SUPPLY) bench-output streams/_compiled demo-output chaos-output dist
	@rm -rf .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/kafka/target
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements-dev.lock pyproject.toml hatch_build.py scripts/venv.sh
	@PYTHON="$(PYTHON)" scripts/venv.sh .venv requirements-dev.lock
	@touch $@

$(SUPPLY)/ready: requirements-supply.lock $(READY)
	@$(BIN)/uv venv --quiet --clear $(SUPPLY)
	@$(BIN)/uv pip install --quiet --python $(SUPPLY) --require-hashes -r $<
	@touch $@

$(BENCH)/ready: requirements-bench.lock pyproject.toml hatch_build.py scripts/venv.sh
	@PYTHON="$(PYTHON)" scripts/venv.sh $(BENCH) requirements-bench.lock
	@touch $@
