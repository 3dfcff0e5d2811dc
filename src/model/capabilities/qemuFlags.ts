// The order of flags in the capabilities document: libvirt numbered them as they came, and its documents list them by number.

/** Names of the features libvirt looks for in QEMU, in the order of its documents. */
export const qemuFlagOrder: readonly string[] = `
  kvm sdl spice hda-duplex ccid-emulated ccid-passthru piix3-usb-uhci piix4-usb-uhci usb-ehci ich9-usb-ehci1 pci-ohci
  usb-redir usb-hub ich9-ahci virtio-blk-pci.scsi scsi-disk.channel scsi-block hda-micro nec-usb-xhci lsi
  virtio-scsi-pci usb-redir.filter seccomp-sandbox vnc qxl VGA cirrus-vga vmware-svga usb-serial virtio-rng
  rng-random rng-egd megasas tpm-passthrough tpm-tis pci-bridge vfio-pci dmi-to-pci-bridge usb-storage virtio-mmio
  ich9-intel-hda kvm-pit-lost-tick-policy pvpanic usb-kbd usb-audio rtc-reset-reinjection migrate-rdma VGA.vgamem_mb
  vmware-svga.vgamem_mb qxl.vgamem_mb pc-dimm machine-vmport-opt pci-serial ioh3420 x3130-upstream xio3130-downstream
  rtl8139 e1000 virtio-net virtio-gpu virtio-keyboard virtio-mouse virtio-tablet virtio-input-host
  virtio-balloon-pci.deflate-on-oom mptsas1068 spice-gl qxl.vram64_size_mb pxb pxb-pcie intel-iommu virtio-vga
  ivshmem-plain ivshmem-doorbell vhost-scsi query-cpu-model-expansion spice-rendernode nvdimm pcie-root-port
  query-cpu-definitions qemu-xhci intel-iommu.intremap intel-iommu.caching-mode intel-iommu.eim
  intel-iommu.device-iotlb chardev-reconnect vmcoreinfo isa-serial pcie-pci-bridge nbd-tls tpm-crb pr-manager-helper
  screendump_device hda-output vmgenid vhost-vsock tpm-emulator mch mch.extended-tseg-mbytes sev-guest egl-headless
  memory-backend-memfd memory-backend-memfd.hugetlb egl-headless.rendernode memory-backend-file.pmem nvdimm.unarmed
  virtio-pci-non-transitional x86-max-cpu cpu-unavailable-features canonical-cpu-features bochs-display
  migration-file-drop-cache dbus-vmstate vhost-user-gpu vhost-user-vga ramfb drive-nvme smp-dies i8042 rng-builtin
  vhost-user-fs fsdev.multidevs pcie-root-port.hotplug aio.io_uring tcg virtio-blk-pci.scsi.default.disabled pvscsi
  cpu.migratable intel-iommu.aw-bits numa.hmat usb-host.hostdevice virtio-balloon.free-page-reporting
  netdev.vhost-vdpa dc390 am53c974 virtio-pmem-pci vhost-user-fs.bootindex vhost-user-blk cpu-max
  memory-backend-file.x-use-canonical-path-for-ramblock-id vnc-power-control rotation-rate acpi-index input-linux
  virtio-gpu-gl-pci virtio-vga-gl confidential-guest-support set-action virtio-blk.queue-size virtio-mem-pci
  memory-backend-file.reserve piix4.acpi-root-pci-hotplug netdev.json query-dirty-rate rbd-encryption
  sev-guest-kernel-hashes sev-inject-launch-secret device.json+hotplug hvf virtio-mem-pci.prealloc calc-dirty-rate
  dirtyrate-param.mode blockdev.nbd.tls-hostname memory-backend-file.prealloc-threads virtio-iommu-pci
  virtio-iommu.boot-bypass virtio-net.rss chardev.qemu-vdagent display-dbus iothread.thread-pool-max
  usb-host.guest-resets-all migration.blocked-reasons query-stats query-stats-schemas sgx-epc thread-context
  screenshot-format-png machine-hpet netdev.stream virtio-crypto cryptodev-backend-lkcf pvpanic-pci
  netdev.stream.reconnect virtio-gpu.blob rbd-encryption-layering rbd-encryption-luks-any qcow2-discard-no-unref
  run-with.async-teardown virtio-blk-vhost-vdpa virtio-blk.iothread-mapping smp-clusters
  virtio-mem-pci.dynamic-memslots blockjob.backing-mask-protocol display-reload usb-mtp virtio-sound sev-snp-guest
  netdev.user acpi-erst intel-iommu.dma-translation machine-i8042-opt chardev-reconnect-miliseconds
  netdev-stream-reconnect-miliseconds migrate-incoming.exit-on-error blockdev-set-active shim
  virtio-scsi.iothread-mapping
`
  .trim()
  .split(/\s+/)
