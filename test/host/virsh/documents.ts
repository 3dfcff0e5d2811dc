// Documents of the scripts, by their names in a folder of the host.
const emulator = '<emulator>/usr/bin/qemu-system-x86_64</emulator>'
const q35 = "<os><type arch='x86_64' machine='q35'>hvm</type></os>"

export const qemuDocuments = {
  'guest.xml': `<domain type='qemu'><name>web1</name><uuid>c7a5fdbd-edaf-4455-926a-d65c16db1809</uuid>
<memory unit='MiB'>192</memory><vcpu current='1'>2</vcpu>
<os><type arch='x86_64' machine='q35'>hvm</type><kernel>/srv/guest/vmlinux</kernel><initrd>/srv/guest/initramfs.gz</initrd>
<cmdline>console=ttyS0 quiet no_timer_check</cmdline></os>
<features><acpi/></features><cpu mode='custom' match='exact'><model>qemu64</model></cpu>
<devices>${emulator}
<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/var/lib/libvirt/images/web1.img'/>
<target dev='vda' bus='virtio'/></disk>
<disk type='file' device='cdrom'><source file='/var/lib/libvirt/images/cd.iso'/><target dev='sda' bus='sata'/><readonly/></disk>
<interface type='user'><mac address='52:54:00:11:22:33'/><model type='virtio'/></interface>
<serial type='pty'/><console type='pty'/><graphics type='vnc' port='-1' autoport='yes'/><video><model type='vga'/></video>
<memballoon model='virtio'><stats period='1'/></memballoon>
<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel></devices></domain>`,
  'transient.xml': `<domain type='qemu'><name>brief</name><uuid>0a5fdbd0-edaf-4455-926a-d65c16db1810</uuid><memory unit='MiB'>64</memory>${q35}<devices>${emulator}</devices></domain>`,
  'disk.xml': `<disk type='file' device='disk'><driver name='qemu' type='raw'/>
<source file='/var/lib/libvirt/images/extra.img'/><target dev='vdb' bus='virtio'/></disk>`,
  'cdnew.xml': `<disk type='file' device='cdrom'><source file='/var/lib/libvirt/images/cd2.iso'/><target dev='sda' bus='sata'/>
<readonly/></disk>`,
  'cpu.xml': '<cpu><arch>x86_64</arch><model>Nehalem</model></cpu>',
}

const uuid = (last: string) => `dd5c8f3e-5a5d-4ef0-a8a0-5a5d4ef0a8${last}`

/** A snapshot as another host knows it. */
const redefinition = (
  name: string,
  parent: string,
) => `<domainsnapshot><name>${name}</name><parent><name>${parent}</name></parent>
<state>running</state><creationTime>1700000000</creationTime><domain type='test'><name>test</name>
<uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid><memory>8388608</memory><os><type>hvm</type></os></domain></domainsnapshot>`

export const testDocuments = {
  'test.xml': `<domain type='test'><name>fv0</name><uuid>${uuid('01')}</uuid><memory unit='MiB'>256</memory><vcpu>2</vcpu>
<os><type>hvm</type></os><devices>
<disk type='file' device='disk'><source file='/srv/fv0.img'/><target dev='vda' bus='virtio'/></disk>
<interface type='network'><mac address='52:54:00:11:22:33'/><source network='default'/><target dev='vnet9'/></interface>
</devices></domain>`,
  'net.xml': `<network><name>blue</name><uuid>${uuid('02')}</uuid><bridge name='virbr9'/><forward mode='nat'/>
<ip address='192.168.77.1' netmask='255.255.255.0'><dhcp><range start='192.168.77.2' end='192.168.77.20'/></dhcp></ip></network>`,
  'pool.xml': `<pool type='dir'><name>shelf</name><uuid>${uuid('03')}</uuid><target><path>/srv/shelf</path></target></pool>`,
  'vol.xml': `<volume><name>book</name><capacity unit='MiB'>64</capacity><allocation>0</allocation>
<target><format type='qcow2'/></target></volume>`,
  'snap.xml': '<domainsnapshot><name>monday</name><description>before the change</description></domainsnapshot>',
  'orphan.xml': redefinition('orphan', 'nosuch'),
  'self.xml': redefinition('self', 'self'),
  'cycle.xml': redefinition('one', 'two'),
  'secret.xml': `<secret ephemeral='no' private='no'><uuid>${uuid('11')}</uuid><usage type='volume'><volume>/srv/disk.img</volume></usage></secret>`,
  'filter.xml': `<filter name='no-spam' chain='root'><uuid>${uuid('12')}</uuid>
<rule action='drop' direction='out' priority='500'><tcp dstportstart='25'/></rule></filter>`,
  'binding.xml': `<filterbinding><owner><name>test</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner>
<portdev name='vnet0'/><mac address='52:54:00:11:22:33'/><filterref filter='no-spam'/></filterbinding>`,
  'port.xml': `<networkport><uuid>${uuid('13')}</uuid><owner><name>test</name>
<uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid></owner><mac address='52:54:00:11:22:33'/></networkport>`,
  'check.xml': '<domaincheckpoint><name>mark</name></domaincheckpoint>',
  'iface.xml': `<interface type='ethernet' name='eth7'><start mode='onboot'/><mac address='aa:bb:cc:dd:ee:07'/>
<protocol family='ipv4'><ip address='192.168.0.7' prefix='24'/></protocol></interface>`,
  'hba.xml': `<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'>
<wwnn>2000000012341239</wwnn><wwpn>1000000012341239</wwpn></capability></capability></device>`,
  'guestcpu.xml': "<cpu mode='custom' match='exact'><model>Nehalem</model></cpu>",
  'broken.xml': "<domain type='test'><name>broken</name>",
}
