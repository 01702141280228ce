#!/usr/bin/env bash
# Resolves pyproject.toml into the lock files, for every platform and Python that is supported.
#   requirements.lock        what the image runs
#   requirements-dev.lock    that, the demo's broker, and the tools of the dependency groups but for bench
#   requirements-bench.lock  what the image runs, and the extractors that `make bench` compares us with
#   requirements-supply.lock tools that look at lock files: vulnerabilities, bill of materials
set -euo pipefail
cd "$(dirname "$0")/.."

# With the extras in the pins: pip takes `name[extra]` for unpinned as soon as a newer release of `name` is out.
compile() {
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --upgrade \
        --custom-compile-command "make lock" "$@"
}

deployed=(pyproject.toml --extra warc)
compile "${deployed[@]}" -o requirements.lock
compile "${deployed[@]}" -o requirements-dev.lock --extra demo --group dev
compile "${deployed[@]}" -o requirements-bench.lock --constraint requirements.lock --group bench --group build
compile -o requirements-supply.lock --group supply
