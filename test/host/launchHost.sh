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

mkdir -p "$place" /run/systemd/nspawn
mount -t tmpfs -o mode=755 tmpfs "$place"
mount -t tmpfs -o mode=755 tmpfs /run/systemd/nspawn
cd "$place"
mkdir upper work root blank payload

# What this machine's administrator enabled or defined must not leak in. A device 0:0 is overlayfs's mark for "not here".
# Without the two .updated marks systemd creates users and folders anew at boot.
blank='etc/.updated var/.updated etc/systemd/system etc/libvirt etc/polkit-1/rules.d etc/dbus-1/system.d
  var/lib/libvirt var/log/libvirt var/cache/libvirt var/log/journal'
if [ "$installed" = virtbus ]; then
  blank="$blank $(cd / && ls -d usr/lib/systemd/system/libvirt* usr/lib/systemd/system/virt* usr/sbin/libvirtd usr/sbin/virt*d \
    usr/lib/sysusers.d/*libvirt* usr/lib/tmpfiles.d/*libvirt* usr/lib/sysctl.d/*libvirt* \
    usr/share/polkit-1/actions/org.libvirt.* usr/share/polkit-1/rules.d/*libvirt* usr/share/dbus-1/system.d/*libvirt* \
    usr/share/dbus-1/system-services/org.libvirt* 2>/dev/null || :)"
  "$node" "$project/tools/install-files.mjs" --destdir "$place/payload" --quiet
fi
for path in $blank; do
  mkdir -p "blank/${path%/*}"
  mknod "blank/$path" c 0 0
done
cp -r "$project/test/host/layer/." payload
mkdir -p payload/etc/polkit-1/rules.d payload/etc/systemd/system payload/etc/dbus-1/system.d
tr -d - < /proc/sys/kernel/random/uuid > payload/etc/machine-id
mount -t overlay -o "lowerdir=payload:blank:/,upperdir=upper,workdir=work" overlay root

export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_API_VFS_WRITABLE=network
status=133 # what nspawn ends with when its host wants to boot again
while [ "$status" = 133 ]; do
  status=0
  systemd-nspawn --quiet --directory="$place/root" --machine="$name" --boot --register=no --keep-unit --link-journal=no \
    --private-network --capability=all --console=pipe --bind-ro="$project" --bind-ro="$node:/usr/local/bin/node" \
    "$@" </dev/null || status=$?
done
exit "$status"
