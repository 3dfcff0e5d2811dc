#!/bin/sh
# Makes a fresh Debian or Fedora machine ready to build, run and test the project; does nothing, quickly, where all is there.
# As root it installs what is missing; otherwise it says what is missing and which command installs it.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

command -v node > /dev/null && command -v npm > /dev/null || fail 'Node.js 20 or later with npm is needed, and is not installed.'
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 20 ] || fail "Node.js 20 or later is needed; $(command -v node) is $(node --version)."

# What must be there | Debian's package | Fedora's package. A word with a slash is a file, py:NAME a module of the system's
# Python (clients that the tests drive), sasl:NAME a mechanism of Cyrus SASL, anything else a command.
needs='
g++|g++|gcc-c++
qemu-system-x86_64|qemu-system-x86|qemu-system-x86-core
qemu-img|qemu-utils|qemu-img
/usr/lib/systemd/systemd|systemd|systemd
systemd-nspawn|systemd-container|systemd-container
dbus-daemon|dbus|dbus-daemon
pkcheck|polkitd|polkit
gdbus|libglib2.0-bin|glib2
/usr/sbin/libvirt-dbus|libvirt-dbus|libvirt-dbus
virsh|libvirt-clients|libvirt-client
libvirtd|libvirt-daemon|libvirt-daemon
virtlogd|libvirt-daemon|libvirt-daemon-log
virt-qemu-run|libvirt-daemon-driver-qemu|libvirt-daemon-driver-qemu
virt-install|virtinst|virt-install
script|bsdutils|util-linux-script
sshd|openssh-server|openssh-server
saslpasswd2|sasl2-bin|cyrus-sasl
sasl:scram|libsasl2-modules|cyrus-sasl-scram
py:libvirt|python3-libvirt|python3-libvirt
py:dbus|python3-dbus|python3-dbus
py:gi|python3-gi|python3-gobject-base
nft|nftables|nftables
ip|iproute2|iproute
dnsmasq|dnsmasq-base|dnsmasq
busybox|busybox-static|busybox
swtpm|swtpm|swtpm
swtpm_setup|swtpm-tools|swtpm-tools
setpriv|util-linux|util-linux
tar|tar|tar
xz|xz-utils|xz
zstd|zstd|zstd
rpmbuild|rpm|rpm-build
rpmlint|rpmlint|rpmlint
mandoc|mandoc|mandoc
'
PATH=$PATH:/usr/sbin:/sbin

present() {
  case $1 in
    /*) [ -e "$1" ] ;;
    sasl:*) ls /usr/lib*/sasl2/lib"${1#sasl:}".so /usr/lib/*/sasl2/lib"${1#sasl:}".so 2> /dev/null | grep -q . ;;
    py:*) /usr/bin/python3 -c "import ${1#py:}" 2> /dev/null ;;
    *) command -v "$1" > /dev/null ;;
  esac
}

if command -v apt-get > /dev/null; then column=2 install='apt-get install -y --no-install-recommends'
elif command -v dnf > /dev/null; then column=3 install='dnf install -y --setopt=install_weak_deps=False'
else column=0 install=
fi

missing='' packages=''
for need in $needs; do
  thing=${need%%|*}
  present "$thing" && continue
  missing="$missing ${thing#*:}"
  [ "$column" = 0 ] || packages="$packages $(printf '%s' "$need" | cut -d'|' -f"$column")"
done
# tools/buildNative.mjs finds the headers that come with most installations of Node.
if ! [ -e "$(dirname "$(readlink -f "$(command -v node)")")/../include/node/node_api.h" ] && [ ! -e /usr/include/node/node_api.h ] &&
  [ -z "$(npm config get nodedir 2> /dev/null | grep /)" ]; then
  missing="$missing node_api.h"
  case $column in 2) packages="$packages libnode-dev" ;; 3) packages="$packages nodejs-devel" ;; esac
fi

if [ -n "$missing" ]; then
  [ "$column" != 0 ] || fail "missing here:$missing. Neither apt-get nor dnf is here to install them with."
  [ "$(id -u)" = 0 ] || fail "missing here:$missing. As root: $install$packages"
  mkdir -p build
  say "installing$packages"
  export DEBIAN_FRONTEND=noninteractive
  [ "$column" = 3 ] || apt-get update -q < /dev/null > /dev/null || fail 'apt-get update failed.'
  # shellcheck disable=SC2086 # both are lists of words
  $install $packages < /dev/null > build/setup.log 2>&1 || { tail -n 20 build/setup.log >&2; fail 'the packages could not be installed (build/setup.log).'; }
fi

mkdir -p build

# The guest of the tests boots a distribution's kernel. Where none is installed the package is only unpacked, not installed:
# nothing about the machine's own boot changes.
kernel_here() {
  for modules in /usr/lib/modules/*/modules.order /lib/modules/*/modules.order build/guest/kernel/*/modules/*/modules.order \
    build/guest/kernel/usr/lib/modules/*/modules.order build/guest/kernel/lib/modules/*/modules.order; do
    [ -e "$modules" ] || continue
    folder=${modules%/modules.order}
    version=${folder##*/}
    root=${folder%/lib/modules/*}
    root=${root%/usr}
    for image in "$root/boot/vmlinuz-$version" "$folder/vmlinuz"; do [ ! -r "$image" ] || return 0; done
  done
  return 1
}

unpack_kernel() {
  say 'unpacking a kernel for the guest of the tests'
  rm -rf build/guest/kernel.new
  mkdir -p build/guest/kernel.new
  if [ "$column" = 2 ]; then
    [ -n "$(ls /var/lib/apt/lists/*Packages* 2> /dev/null)" ] || apt-get update -q < /dev/null > /dev/null
    image=$(apt-cache depends --important "linux-image-$(dpkg --print-architecture)" | sed -n 's/^ *Depends: \(linux-image-[^ ]*\).*/\1/p' | head -n 1)
    [ -n "$image" ] || fail 'no kernel package is known to apt.'
    (cd build/guest/kernel.new && apt-get -q -o APT::Sandbox::User=root download "$image" > /dev/null && dpkg-deb --fsys-tarfile ./*.deb |
      tar -x --exclude='*/drivers/gpu' --exclude='*/sound' --exclude='*/drivers/media' --exclude='*/wireless' --exclude='*/infiniband' \
        --wildcards './boot/vmlinuz-*' './*lib/modules/*')
  else
    (cd build/guest/kernel.new && dnf download -q kernel-core kernel-modules-core < /dev/null &&
      for package in ./*.rpm; do rpm2archive - < "$package" | tar -xz --wildcards './lib/modules/*' './usr/lib/modules/*' 2> /dev/null || :; done)
  fi
  rm -f build/guest/kernel.new/*.deb build/guest/kernel.new/*.rpm
  rm -rf build/guest/kernel
  mv build/guest/kernel.new build/guest/kernel
}

if ! kernel_here; then
  [ "$(id -u)" = 0 ] || fail 'a kernel image for the guest of the tests is missing; run this as root once.'
  unpack_kernel
  kernel_here || fail 'the kernel package did not hold what the guest needs.'
fi

# The guest's agent is only unpacked as well: installed, it would wait for a channel on this machine.
agent_here() { [ -x build/guest/agent/usr/sbin/qemu-ga ] || [ -x build/guest/agent/usr/bin/qemu-ga ]; }

unpack_agent() {
  say 'unpacking a guest agent for the guest of the tests'
  rm -rf build/guest/agent.new
  mkdir -p build/guest/agent.new
  if [ "$column" = 2 ]; then
    [ -n "$(ls /var/lib/apt/lists/*Packages* 2> /dev/null)" ] || apt-get update -q < /dev/null > /dev/null
    (cd build/guest/agent.new && apt-get -q -o APT::Sandbox::User=root download qemu-guest-agent > /dev/null &&
      dpkg-deb --fsys-tarfile ./*.deb | tar -x ./usr/sbin/qemu-ga)
  else
    (cd build/guest/agent.new && dnf download -q qemu-guest-agent < /dev/null &&
      for package in ./*.rpm; do rpm2archive - < "$package" | tar -xz --wildcards './usr/*bin/qemu-ga' 2> /dev/null || :; done)
  fi
  rm -f build/guest/agent.new/*.deb build/guest/agent.new/*.rpm
  rm -rf build/guest/agent
  mv build/guest/agent.new build/guest/agent
}

if ! agent_here; then
  [ "$(id -u)" = 0 ] || fail 'the guest agent for the guest of the tests is missing; run this as root once.'
  unpack_agent
  agent_here || fail 'the package of the guest agent did not hold what the guest needs.'
fi

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say 'installing the npm packages'
  npm ci --ignore-scripts --no-audit --no-fund < /dev/null
  touch node_modules/.package-lock.json
fi
# tap compiles itself for the plugins that .taprc names. Left to its own it does so in its first run, which then still has the
# plugin that .taprc takes away, and fails.
if grep -q '@tapjs/typescript' node_modules/@tapjs/test/test-built/dist/esm/index.js; then
  node_modules/.bin/tap build < /dev/null > build/setup.log 2>&1 || { cat build/setup.log >&2; fail 'tap could not be built.'; }
fi

if [ ! -e build/.setup ] || [ -n "$(find src test bench native tools dbus polkit units package-lock.json tsconfig.json -newer build/.setup -print -quit)" ]; then
  say building
  touch build/.setup.new # what changes while the build runs must be built again
  npm run --silent build < /dev/null
  mv build/.setup.new build/.setup
fi
# Guests run as a user of their own, which the distribution's libvirt would have made.
if [ "$(id -u)" = 0 ] && ! getent passwd libvirt-qemu > /dev/null && ! getent passwd qemu > /dev/null; then
  say 'adding the accounts that guests run as (units/sysusers.conf)'
  node tools/generate-units.mjs
  systemd-sysusers "$PWD/build/units/usr/lib/sysusers.d/virtbus.conf"
fi
say ready
