#!/usr/bin/env bash
# All tests, with the python that is given. Those on Apache Kafka wait most of the time, for sessions and faults to
# end, so they run in three parts, each with a broker of its own, beside all others; what they said follows at the end.
set -eu -o pipefail
python=$1
said=$(mktemp -d)
parts=("tests/brokers/test_[a-o]*.py" "tests/brokers/test_[p-z]*.py" "tests --ignore=tests/brokers")
for part in "${!parts[@]}"; do
    # Unquoted: names of files and an option.
    # shellcheck disable=SC2086
    "$python" -m pytest -m kafka ${parts[$part]} >"$said/$part" 2>&1 &
    running[part]=$!
done
trap 'kill "${running[@]}" 2>/dev/null || true; rm -rf "$said"' EXIT
status=0
"$python" -m pytest -m "not kafka" || status=$?
for part in "${!parts[@]}"; do
    wait "${running[$part]}" || status=$?
    cat "$said/$part"
done
exit "$status"
