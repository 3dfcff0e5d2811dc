// Where drivers are in the tree. Facts: libvirt-dbus, which shows every driver it knows, whether or not the host has it.

/** Path → URI of the driver that belongs there. */
export const driverPaths: { readonly [Bus in 'system' | 'session']: Readonly<Record<string, string>> } = {
  system: {
    '/org/libvirt/BHyve': 'bhyve:///system',
    '/org/libvirt/LXC': 'lxc:///',
    '/org/libvirt/OpenVZ': 'openvz:///system',
    '/org/libvirt/QEMU': 'qemu:///system',
    '/org/libvirt/Test': 'test:///default',
    '/org/libvirt/UML': 'uml:///system',
    '/org/libvirt/VBox': 'vbox:///system',
    '/org/libvirt/VZ': 'vz:///system',
    '/org/libvirt/Xen': 'xen:///',
  },
  session: {
    '/org/libvirt/QEMU': 'qemu:///session',
    '/org/libvirt/Test': 'test:///default',
    '/org/libvirt/UML': 'uml:///session',
    '/org/libvirt/VBox': 'vbox:///session',
    '/org/libvirt/VMwareFusion': 'vmwarefusion:///session',
    '/org/libvirt/VMwarePlayer': 'vmwareplayer:///session',
    '/org/libvirt/VMwareWS': 'vmwarews:///session',
  },
}
