#!/bin/sh
# npm run bench: every benchmark, one after the other, with figures of a peer where this machine has one. Needs root.
set -eu
cd "$(dirname "$0")/.."
sh tools/setup.sh
for bench in daemon model systemd busDoor busLoad rpc guests; do
  printf '\n%s\n' "$bench"
  node "build/bench/$bench.js"
done
