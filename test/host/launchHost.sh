#!/bin/sh
# Boots a throw-away host: this machine's own root, under a layer that blanks out what must not leak in, a layer with the
# installed project, and a writable layer in memory. Runs in a mount namespace of its own, so that when the last process is
# gone, nothing is left mounted. Usage: launchHost.sh PROJECT NODE NAME virtbus|libvirt [NSPAWN-OPTION|KERNEL-ARGUMENT]...
# `libvirt` boots this machine's libvirt in place of the project, for comparison.
set -eu
project=$1 node=$2 name=$3 installed=$4
shift 4
place=$project/build/host

# A control group of its own in every hierarchy: systemd inside would take every process in ours for its own.
while IFS=: read -r _ controllers path; do
  case $controllers in
    '') for mount in /sys/fs/cgroup/unified /sys/fs/cgroup; do [ ! -f "$mount/cgroup.procs" ] || break; done ;;
    name=*) mount=/sys/fs/cgroup/${controllers#name=} ;;
    *) mount=/sys/fs/cgroup/$controllers ;;
  esac
  [ -d "$mount" ] || continue
  own=$mount${path%/}/$name
  mkdir -p "$own"
  if [ "$controllers" = cpuset ]; then # a new cpuset of version 1 is empty, and takes no process
    for file in cpuset.cpus cpuset.mems; do cat "$mount$path/$file" > "$own/$file"; done
  fi
  echo $$ > "$own/cgroup.procs"
done < /proc/self/cgroup

mkdir -p /run/systemd/nspawn
mount -t tmpfs -o mode=755 tmpfs /run/systemd/nspawn
. "$project/test/host/layers.sh"

export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_API_VFS_WRITABLE=network
status=133 # what nspawn ends with when its host wants to boot again
while [ "$status" = 133 ]; do
  status=0
  systemd-nspawn --quiet --directory="$place/root" --machine="$name" --boot --register=no --keep-unit --link-journal=no \
    --private-network --capability=all --console=pipe --bind-ro="$project" --bind-ro="$node:/usr/local/bin/node" \
    "$@" </dev/null || status=$?
done
exit "$status"
