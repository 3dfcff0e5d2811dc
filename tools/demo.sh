#!/bin/sh
# npm run demo [-- --session]: brings up a host with our daemon, and takes a guest through its life over the bus.
set -eu
cd "$(dirname "$0")/.."
sh tools/setup.sh
exec node build/test/demo/demo.js "$@"
