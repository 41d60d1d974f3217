#!/bin/sh
# Tests the pages of the folders given in Chromium, and leaves "passed failed skipped" in
# build/counts/browser-test. A machine without browser, Node or the packages of tests/browser counts
# as one skip.
set -eu
counts=build/counts/browser-test
program=build/browser-test
mkdir -p build/counts "$program"
rm -f "$counts"

skip() {
  echo "Browser tests: skipped, $1"
  echo '0 0 1' > "$counts"
  exit 0
}

sh tools/install-dependencies.sh browser || skip 'Chromium or Node could not be had'
node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' ||
  skip "Node $(node --version) is older than 20"
cp tests/browser/* "$program"
(cd "$program" && { cmp -s package-lock.json installed || npm ci --no-audit --no-fund; }) ||
  skip 'the packages could not be had'
cp "$program/package-lock.json" "$program/installed"

CHROMIUM=$(command -v chromium) node "$program/pages.mjs" "$counts" "$@"
