#!/bin/sh
# npm test: makes the machine ready, builds, checks types, format and lint, runs the tests, and closes with one plain line.
# Usage: tools/test.sh [--node VERSION] [TEST-FILE-OR-FOLDER...]   (paths as in test/, for instance test/host)
# --node runs the tests, and the daemons they start, on another version of Node than the one that is installed.
set -u
export NO_COLOR=1
cd "$(dirname "$0")/.."

finish() { # passed, failed
  printf '%s passed, %s failed\n' "$1" "$2"
  [ "$2" = 0 ]
  exit
}

version=
if [ "${1:-}" = --node ]; then
  version=${2:?"--node needs a version, as 24"}
  shift 2
fi

sh tools/setup.sh || { echo 'test: the project could not be set up or built'; finish 0 1; }

failed=0
npm run --silent check 2>&1 || { echo 'test: npm run check found something, see above'; failed=1; }

if [ -n "$version" ]; then
  folder=build/node-$version
  [ -x "$folder/node_modules/node/bin/node" ] || npm install --prefix "$folder" --no-save --no-audit --no-fund "node@$version" > build/setup.log 2>&1 ||
    { tail -n 5 build/setup.log; echo "test: node@$version could not be installed"; finish 0 $((failed + 1)); }
  PATH=$PWD/$folder/node_modules/node/bin:$PATH
  export PATH
fi
printf 'test: Node %s\n' "$(node --version)"

if [ $# = 0 ]; then set -- test; fi
files=$(for path; do find "$path" -name '*.test.ts'; done | sort | sed 's,^\(.*\)\.ts$,build/\1.js,')
[ -n "$files" ] || { echo "test: no test files in $*"; finish 0 $((failed + 1)); }

# A line per file as it ends, and of a file that failed all but its passed tests; the whole is in build/tests.tap.
show='
  /^# Subtest/ { block = 0 }
  block { print; fflush(); if ($0 == "  ...") block = 0; next }
  /^    / { if ($0 !~ /^ *(ok |1\.\.)/) kept = kept $0 "\n"; next }
  /^not ok / { printf "%s", kept; block = 1 }
  /^(not )?ok / { kept = ""; print; fflush() }
'
# Many tests wait for machines to boot: two at a time keep both cores of a small machine busy.
# shellcheck disable=SC2086 # a list of paths without blanks
{
  node_modules/.bin/tap --disable-coverage --jobs=2 --timeout=120 --reporter=tap $files 2>&1
  echo $? > build/tests.status
} | tee build/tests.tap | awk "$show"
status=$(cat build/tests.status)

# tap's last word: "# { total: 23, pass: 22, fail: 1 }"
count() { sed -n "s/^# {.*[ {]$1: \([0-9]*\).*/\1/p" build/tests.tap | tail -n 1; }
passed=$(count pass)
broken=$(count fail)
# A runner that fails without a failed test has itself broken.
[ "$status" = 0 ] || [ "${broken:-0}" != 0 ] || broken=1
skipped=$(count skip)
[ -z "$skipped" ] || { echo "$skipped skipped:"; grep -h '# SKIP' build/tests.tap | sed 's/^ *ok [0-9]* - /  /' | sort | uniq -c; }
finish "${passed:-0}" $((failed + ${broken:-0}))
