#!/usr/bin/env bash
# Every test, in two processes side by side: pages and house rules in one, everything else in the other. Each has a
# database of its own. Ends with a failure when either does; whatever is given goes to both.
set -uo pipefail
cd "$(dirname "$0")/.."
.venv/bin/pytest -p no:cacheprovider tests/web tests/house "$@" > >(sed -u 's/^/pages  | /') 2>&1 &
pages=$!
.venv/bin/pytest -p no:cacheprovider --ignore=tests/web --ignore=tests/house "$@" > >(sed -u 's/^/others | /') 2>&1 &
others=$!
wait "$pages"; one=$?
wait "$others"; two=$?
sleep 1 # the last lines of both are still on their way
[ "$one" = 0 ] && [ "$two" = 0 ]
