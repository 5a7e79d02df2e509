#!/usr/bin/env bash
# Every test, in two processes side by side, each with a database of its own: one begins with pages and house rules, the
# other with everything else, and whichever has done its own takes up files that the other has not begun (tests/heap.py).
# Ends with a failure when either does; whatever is given goes to both. Each has a folder for temporary files of its own:
# pytest shuts the folder above it to others when it begins, and as root the PostgreSQL of the other run is another
# account, which would no longer find its way.
set -uo pipefail
cd "$(dirname "$0")/.."
TESTS_HEAP=$(mktemp -d)
export TESTS_HEAP
FOLDERS=$(mktemp -d)
mkdir "$FOLDERS/pages" "$FOLDERS/others"
trap 'rm -r "$TESTS_HEAP" "$FOLDERS"' EXIT
PYTEST_DEBUG_TEMPROOT=$FOLDERS/pages TESTS_BEGIN=pages .venv/bin/pytest -p no:cacheprovider "$@" > >(sed -u 's/^/pages  | /') 2>&1 &
pages=$!
PYTEST_DEBUG_TEMPROOT=$FOLDERS/others TESTS_BEGIN=others .venv/bin/pytest -p no:cacheprovider "$@" > >(sed -u 's/^/others | /') 2>&1 &
others=$!
wait "$pages"; one=$?
wait "$others"; two=$?
sleep 1 # the last lines of both are still on their way
[ "$one" = 0 ] && [ "$two" = 0 ]
