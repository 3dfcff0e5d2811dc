/** QEMU's names of architectures where libvirt has others. */
export const targetNames: Readonly<Record<string, string>> = { i686: 'i386', armv7l: 'arm', or32: 'or1k' }
