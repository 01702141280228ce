#!/usr/bin/env bash
# All tests, with the python that is given. Those on Apache Kafka wait most of the time, for sessions and faults to
# end, so the others run beside them; what they said follows at the end.
set -eu -o pipefail
python=$1
said=$(mktemp)
"$python" -m pytest -m kafka >"$said" 2>&1 &
kafka=$!
trap 'kill "$kafka" 2>/dev/null || true; rm -f "$said"' EXIT
status=0
"$python" -m pytest -m "not kafka" || status=$?
wait "$kafka" || status=$?
cat "$said"
exit "$status"
