/** A text file of the guest. */
export interface GuestFile {
  path: string
  mode: number
  text: string
}

// Switches on the kernel command line:
//   virtbus.deaf     the power button does nothing, as in a guest without ACPI
//   virtbus.count    a number a line on the console, ten a second, to show that the guest goes on living
//   virtbus.dhcp     asks for an address on its first network interface
//   virtbus.agent    runs QEMU's guest agent, in an image that has it (agentImage.ts)
const start = `#!/bin/sh
busybox mount -t proc proc /proc
busybox mount -t sysfs sysfs /sys
busybox mount -t devtmpfs devtmpfs /dev 2>/dev/null
busybox --install -s /bin
load() { while read module; do insmod /modules/$module.ko 2>/dev/null; done < /modules/$1; }
load early
wanted() { grep -qw "virtbus.$1" /proc/cmdline; }
ip link set lo up
wanted deaf || acpid -l /dev/null -p /run/acpid.pid
if wanted dhcp; then ip link set eth0 up; udhcpc -b -q -i eth0 -s /etc/lease >/dev/null 2>&1 & fi
if wanted count; then (n=0; while :; do echo "virtbus count $n"; n=$((n+1)); usleep 100000; done) & fi
if wanted agent; then /etc/agent & fi
echo "virtbus guest ready"
(load late; echo "virtbus guest settled" > /dev/kmsg; touch /run/settled) &
`

const lease = `#!/bin/sh
[ "$1" = bound ] || [ "$1" = renew ] || exit 0
ip addr replace "$ip/$mask" dev "$interface"
[ -z "$router" ] || ip route replace default via "\${router%% *}"
for server in $dns; do echo "nameserver $server"; done > /etc/resolv.conf
echo "virtbus guest has $ip" > /dev/console
`

// udev would make a link to the port; the kernel knows it by its name. The agent calls other programs by their usual paths.
const agent = `#!/bin/sh
for port in /sys/class/virtio-ports/*; do
  [ "$(cat "$port/name" 2>/dev/null)" = org.qemu.guest_agent.0 ] || continue
  qemu-ga -d -m virtio-serial -p "/dev/\${port##*/}" -t /run -f /run/qemu-ga.pid -l /run/qemu-ga.log
done
`

// Answers before it acts, as the real one does.
const shutdown = `#!/bin/sh
case " $* " in *" -r "*) act=reboot ;; *" -H "*) act=halt ;; *) act=poweroff ;; esac
(usleep 200000; exec $act) &
`

// Debian's busybox has none. Takes encrypted passwords only.
const chpasswd = `#!/bin/sh
while IFS=: read user password; do sed -i "s|^$user:[^:]*:|$user:$password:|" /etc/passwd; done
`

const release = `ID=virtbus
NAME="Guest of the tests"
VERSION_ID=1
PRETTY_NAME="Guest of the tests 1"
`

// busybox's init: sysinit is waited for, then the shell is started again whenever it ends.
const inittab = `::sysinit:/etc/start
ttyS0::respawn:-/bin/sh
::ctrlaltdel:/bin/reboot
`

/** All of the guest that is neither kernel nor busybox. */
export const guestFiles: readonly GuestFile[] = [
  { path: 'etc/inittab', mode: 0o644, text: inittab },
  { path: 'etc/start', mode: 0o755, text: start },
  { path: 'etc/lease', mode: 0o755, text: lease },
  { path: 'etc/agent', mode: 0o755, text: agent },
  { path: 'etc/os-release', mode: 0o644, text: release },
  { path: 'sbin/chpasswd', mode: 0o755, text: chpasswd },
  { path: 'sbin/shutdown', mode: 0o755, text: shutdown },
  { path: 'etc/acpi/PWRF/00000080', mode: 0o755, text: '#!/bin/sh\nexec poweroff\n' },
  { path: 'etc/passwd', mode: 0o644, text: 'root::0:0:root:/root:/bin/sh\n' },
  { path: 'etc/profile', mode: 0o644, text: "export PS1='guest# ' HOME=/root\ncd\n" },
]
