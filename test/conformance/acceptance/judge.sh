#!/bin/sh
# Runs a command for QEMU where it can hurt nobody and finds every file it names: in a root of its own, which is this machine's with
# the files of DIR/files in front, and in a network of its own. Usage: unshare --mount --net --pid --fork judge.sh DIR
set -eu
cd "$1"
mount -t tmpfs -o mode=755 tmpfs scratch
# Layers of an overlay must not lie in each other.
cp -r --sparse=always files scratch/files
mkdir scratch/upper scratch/work scratch/dev scratch/devwork scratch/root
mount -t overlay -o "lowerdir=scratch/files:/,upperdir=scratch/upper,workdir=scratch/work" overlay scratch/root
mount -t overlay -o "lowerdir=scratch/files/dev:/dev,upperdir=scratch/dev,workdir=scratch/devwork" overlay scratch/root/dev
mkdir -p scratch/root/dev/pts scratch/root/dev/shm
mount --rbind /dev/pts scratch/root/dev/pts
mount -t tmpfs tmpfs scratch/root/dev/shm
mount -t proc proc scratch/root/proc
mount --rbind /sys scratch/root/sys
ip link set lo up
# Addresses of documents are not this machine's.
echo 1 > /proc/sys/net/ipv4/ip_nonlocal_bind
echo 1 > /proc/sys/net/ipv6/ip_nonlocal_bind
exec chroot scratch/root sh -c "exec env -i $(cat command)"
