# Sourced by what boots throw-away hosts, in a mount namespace of its own: makes $place/root of this machine's own root, under a
# layer that blanks out what must not leak in, a layer with the installed project, and a writable layer in memory; goes to $place.
# Takes $project, $node, $place, and $installed: virtbus, or libvirt for this machine's.
mkdir -p "$place"
mount -t tmpfs -o mode=755 tmpfs "$place"
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
