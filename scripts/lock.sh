#!/usr/bin/env bash
# Resolves pyproject.toml into the two lock files, for every platform and Python that is supported.
#   requirements.lock      what the image runs
#   requirements-dev.lock  that, the demo's broker, and the tools of the dependency groups
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
        --custom-compile-command "make lock" pyproject.toml --extra warc "$@"
}

compile -o requirements.lock
compile -o requirements-dev.lock --extra demo --group dev
