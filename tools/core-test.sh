#!/bin/sh
# Runs the core's test program, given as the argument, and leaves "passed failed skipped" in
# build/counts/core-test. Without a whole result, the program crashed.
set -eu
program=$1
counts=build/counts/core-test
mkdir -p build/counts
rm -f "$counts"
result=$(mktemp "$program.XXXXXX")
trap 'rm -f "$result"' EXIT
export UBSAN_OPTIONS=print_stacktrace=1

status=0
"$program" --reporter xml --out "$result" || status=$?
[ "$status" -eq 0 ] || "$program" || true # again, to be read

passed=$(sed -n 's/.*<OverallResults successes="\([0-9]*\)".*/\1/p' "$result" | tail -n 1)
failed=$(sed -n 's/.*<OverallResults .*failures="\([0-9]*\)".*/\1/p' "$result" | tail -n 1)
if [ -z "$passed" ] || [ "$(tail -n 1 "$result")" != '</Catch>' ]; then
  echo "Core tests: crashed (status $status)"
  exit 1
fi
echo "$passed $failed 0" > "$counts"
[ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || echo "Core tests: status $status, see above"
echo "Core tests: $passed passed, $failed failed"
[ "$status" -eq 0 ] && [ "$passed" -gt 0 ]
