// What test:///default starts with. Names, UUIDs and sizes are libvirt's, since clients' own tests count on them.

export const defaultDomain = `<domain type='test'>
  <name>test</name>
  <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
  <memory>8388608</memory>
  <currentMemory>2097152</currentMemory>
  <vcpu>2</vcpu>
  <os>
    <type>hvm</type>
  </os>
  <devices>
    <disk type='file' device='disk'>
      <source file='/guest/diskimage1'/>
      <target dev='vda' bus='virtio'/>
      <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
    </disk>
    <interface type='network'>
      <mac address='aa:bb:cc:dd:ee:ff'/>
      <source network='default'/>
      <target dev='testnet0'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>
    </interface>
    <memballoon model='virtio'>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>
    </memballoon>
  </devices>
</domain>
`

export const defaultNetwork = `<network>
  <name>default</name>
  <uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid>
  <bridge name='virbr0'/>
  <forward/>
  <ip address='192.168.122.1' netmask='255.255.255.0'>
    <dhcp>
      <range start='192.168.122.2' end='192.168.122.254'/>
    </dhcp>
  </ip>
</network>
`

export const defaultPool = `<pool type='dir'>
  <name>default-pool</name>
  <uuid>dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566</uuid>
  <target>
    <path>/default-pool</path>
  </target>
</pool>
`

export const defaultInterface = `<interface type='ethernet' name='eth1'>
  <start mode='onboot'/>
  <mac address='aa:bb:cc:dd:ee:ff'/>
  <mtu size='1492'/>
  <protocol family='ipv4'>
    <ip address='192.168.0.5' prefix='24'/>
    <route gateway='192.168.0.1'/>
  </protocol>
</interface>
`

const fibreChannelHost = (number: number, parent: string, wwnn: string, fabric: string, more = '') => `<device>
  <name>scsi_host${number}</name>
  <parent>${parent}</parent>
  <capability type='scsi_host'>
    <host>${number}</host>
    <unique_id>${number - 1}</unique_id>
    <capability type='fc_host'>
      <wwnn>2${wwnn}</wwnn>
      <wwpn>1${wwnn}</wwpn>
      <fabric_wwn>${fabric}</fabric_wwn>
    </capability>${more}
  </capability>
</device>
`

/** The machine, two adapters that can make virtual hosts, and one such host of the first. */
export const defaultNodeDevices = [
  `<device>
  <name>computer</name>
  <capability type='system'>
    <hardware>
      <vendor>Libvirt</vendor>
      <version>Test driver</version>
      <serial>123456</serial>
      <uuid>11111111-2222-3333-4444-555555555555</uuid>
    </hardware>
    <firmware>
      <vendor>Libvirt</vendor>
      <version>Test Driver</version>
      <release_date>01/22/2007</release_date>
    </firmware>
  </capability>
</device>
`,
  fibreChannelHost(1, 'computer', '000000012341234', '2000000043214321', "<capability type='vport_ops'/>"),
  fibreChannelHost(2, 'computer', '000000056785678', '2000000087658765', "<capability type='vport_ops'/>"),
  fibreChannelHost(11, 'scsi_host1', '000000034563456', '2000000043214321'),
]
