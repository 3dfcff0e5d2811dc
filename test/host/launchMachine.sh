#!/bin/sh
# Boots a throw-away host as a virtual machine, with a kernel and all control groups of its own, runs a script there, shows what that
# prints on the console, and ends. Runs in a mount namespace of its own. The root is launchHost.sh's, seen through 9p.
# Usage: launchMachine.sh PROJECT NODE SCRIPT ACCELERATOR KERNEL INITRAMFS
set -eu
project=$1 node=$2 script=$3 accelerator=$4 kernel=$5 initramfs=$6
place=$project/build/host
installed=virtbus
. "$project/test/host/layers.sh"

# Everything is under the overlay but what is mounted; systemd would take the mark of a container for one of its own.
rm -f root/.dockerenv
mkdir -p root/usr/local/bin "root$project"
touch root/usr/local/bin/node
mount --bind "$node" root/usr/local/bin/node
mount --bind "$project" "root$project"
install -m 755 "$script" root/usr/local/bin/machine-job
cat > root/etc/systemd/system/machine-job.service <<'UNIT'
[Unit]
DefaultDependencies=no
Wants=dbus.socket
After=dbus.socket
SuccessAction=poweroff-force
FailureAction=poweroff-force
[Service]
Type=oneshot
Environment=TERM=dumb SYSTEMD_COLORS=0 HOME=/root
StandardOutput=tty
StandardError=tty
TTYPath=/dev/ttyS0
ExecStart=/usr/local/bin/machine-job
UNIT

# What takes long in an emulated machine, and serves nobody there.
masked=
for unit in \
  apparmor dev-hugepages.mount dev-mqueue.mount kmod-static-nodes sys-fs-fuse-connections.mount sys-kernel-config.mount \
  sys-kernel-debug.mount sys-kernel-tracing.mount systemd-binfmt systemd-hwdb-update systemd-journal-catalog-update \
  systemd-journal-flush systemd-logind systemd-machine-id-commit systemd-modules-load systemd-pstore systemd-random-seed \
  systemd-remount-fs systemd-sysctl systemd-sysusers systemd-tmpfiles-setup systemd-tmpfiles-setup-dev systemd-udev-trigger \
  systemd-udevd systemd-update-done systemd-update-utmp ldconfig e2scrub_reap; do
  case $unit in *.mount) ;; *) unit=$unit.service ;; esac
  masked="$masked systemd.mask=$unit"
done
exec qemu-system-x86_64 -nodefaults -display none -machine q35 -accel "$accelerator" -cpu max -smp 2 -m 1024 -no-reboot \
  -chardev stdio,id=console,signal=off -serial chardev:console -device virtio-rng-pci \
  -virtfs "local,path=$place/root,mount_tag=host,security_model=none,readonly=on,multidevs=remap" \
  -drive file=null-co://,file.size=64M,format=raw,if=none,id=disk -device virtio-blk-pci,drive=disk \
  -kernel "$kernel" -initrd "$initramfs" \
  -append "console=ttyS0 quiet loglevel=3 no_timer_check mitigations=off audit=0 systemd.show_status=0 systemd.unit=machine-job.service$masked"
