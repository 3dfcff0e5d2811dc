import t from 'tap'
import { formatDevice } from '../../../../src/model/domain/devices/formatDevice.js'
import { parseDevice } from '../../../../src/model/domain/devices/parseDevice.js'
import { parseXml } from '../../../../src/model/xml/parseXml.js'
import { XmlWriter } from '../../../../src/model/xml/XmlWriter.js'

function rewrite(xml: string, inactive = true): string {
  const writer = new XmlWriter()
  formatDevice(writer, parseDevice(parseXml(xml), { inactive }), { inactive, secure: true })
  return writer.toString()
}

/** Each document is written as libvirt writes it, so reading and writing it changes nothing. */
const canonical = {
  'a file disk with limits and an encrypted image': `<disk type='file' device='disk' snapshot='external'>
  <driver name='qemu' type='qcow2' cache='none' io='native' discard='unmap' iothread='2' queues='4' packed='on'/>
  <source file='/srv/a&amp;b.qcow2' startupPolicy='optional'>
    <encryption format='luks' engine='qemu'>
      <secret type='passphrase' uuid='0a81f5b2-8403-7b23-c8d6-21ccc2f80d6f'/>
    </encryption>
  </source>
  <blockio logical_block_size='512' physical_block_size='4096'/>
  <target dev='vda' bus='virtio'/>
  <iotune>
    <total_bytes_sec>5000</total_bytes_sec>
    <group_name>slow</group_name>
    <total_bytes_sec_max_length>3</total_bytes_sec_max_length>
  </iotune>
  <serial>WD-1</serial>
  <boot order='1'/>
  <address type='pci' domain='0x0000' bus='0x00' slot='0x04' function='0x0'/>
</disk>
`,
  'a network disk with a chain behind it': `<disk type='network' device='disk'>
  <driver name='qemu' type='qcow2'/>
  <source protocol='https' name='top.qcow2' tlsHostname='web'>
    <host name='web.example.org' port='443'/>
    <ssl verify='no'/>
    <cookies>
      <cookie name='id'>7</cookie>
    </cookies>
    <readahead size='65536'/>
    <timeout seconds='10'/>
  </source>
  <backingStore type='file'>
    <format type='raw'/>
    <source file='/srv/base.raw'/>
    <backingStore/>
  </backingStore>
  <target dev='sda' bus='scsi'/>
  <address type='drive' controller='0' bus='0' target='0' unit='0'/>
</disk>
`,
  'a passed-through NVMe disk': `<disk type='nvme' device='disk'>
  <driver name='qemu' type='raw'/>
  <source type='pci' managed='yes' namespace='1'>
    <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
  </source>
  <target dev='vdb' bus='virtio'/>
</disk>
`,
  'a PCIe root port': `<controller type='pci' index='3' model='pcie-root-port'>
  <model name='pcie-root-port'/>
  <target chassis='3' port='0x12' hotplug='off'/>
  <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x2' multifunction='on'/>
</controller>
`,
  'a virtio-scsi controller served by two threads': `<controller type='scsi' index='0' model='virtio-scsi'>
  <driver queues='2' max_sectors='512'>
    <iothreads>
      <iothread id='1'>
        <queue id='0'/>
      </iothread>
      <iothread id='2'>
        <queue id='1'/>
      </iothread>
    </iothreads>
  </driver>
</controller>
`,
  'a virtiofs folder': `<filesystem type='mount' accessmode='passthrough'>
  <driver type='virtiofs' queue='1024'/>
  <binary path='/usr/libexec/virtiofsd' xattr='on'>
    <cache mode='always'/>
    <sandbox mode='chroot'/>
    <thread_pool size='16'/>
  </binary>
  <source dir='/srv'/>
  <target dir='tag'/>
  <readonly/>
</filesystem>
`,
  'a bridged interface with a filter and limits': `<interface type='bridge' trustGuestRxFilters='yes'>
  <mac address='52:54:00:12:34:56'/>
  <source bridge='br0'/>
  <vlan>
    <tag id='42'/>
  </vlan>
  <bandwidth>
    <inbound average='1000' peak='5000' burst='1024'/>
  </bandwidth>
  <target dev='tap7'/>
  <model type='virtio'/>
  <driver name='vhost' queues='4' rx_queue_size='256'>
    <host csum='off' mrg_rxbuf='on'/>
    <guest tso4='off'/>
  </driver>
  <filterref filter='clean-traffic'>
    <parameter name='IP' value='10.0.0.1'/>
  </filterref>
  <link state='down'/>
  <mtu size='9000'/>
  <rom bar='off' file='/rom.bin'/>
</interface>
`,
  'a serial port over TCP': `<serial type='tcp'>
  <source mode='connect' host='127.0.0.1' service='4555' tls='no'>
    <reconnect enabled='yes' timeout='10'/>
  </source>
  <protocol type='telnet'/>
  <log file='/var/log/serial.log' append='on'/>
  <target type='isa-serial' port='0'>
    <model name='isa-serial'/>
  </target>
  <alias name='ua-serial'/>
</serial>
`,
  'a VNC display with a password': `<graphics type='vnc' port='5903' autoport='no' websocket='5700' listen='127.0.0.1' keymap='de' sharePolicy='ignore' passwd='x&apos;y' passwdValidTo='2030-01-01T00:00:00' connected='keep'>
  <listen type='address' address='127.0.0.1'/>
  <audio id='1'/>
</graphics>
`,
  'a SPICE display': `<graphics type='spice' autoport='yes' defaultMode='secure'>
  <listen type='network' network='default'/>
  <channel name='main' mode='secure'/>
  <image compression='off'/>
  <clipboard copypaste='no'/>
  <gl enable='no'/>
</graphics>
`,
  'a USB host device by its ids': `<hostdev mode='subsystem' type='usb' managed='yes'>
  <source startupPolicy='optional' guestReset='off'>
    <vendor id='0x1234'/>
    <product id='0xbeef'/>
  </source>
  <boot order='2'/>
  <address type='usb' bus='0' port='1.2'/>
</hostdev>
`,
  'a virtio-mem device': `<memory model='virtio-mem'>
  <source>
    <nodemask>1-3</nodemask>
    <pagesize unit='KiB'>2048</pagesize>
  </source>
  <target dynamicMemslots='yes'>
    <size unit='KiB'>1048576</size>
    <node>0</node>
    <block unit='KiB'>2048</block>
    <requested unit='KiB'>524288</requested>
  </target>
</memory>
`,
  'an emulated TPM': `<tpm model='tpm-crb'>
  <backend type='emulator' version='2.0' persistent_state='yes'>
    <encryption secret='32ee7e76-2178-47a1-ab7b-269e6e348015'/>
    <active_pcr_banks>
      <sha256/>
      <sha512/>
    </active_pcr_banks>
  </backend>
</tpm>
`,
  'shared memory with a server': `<shmem name='shm0' role='peer'>
  <model type='ivshmem-doorbell'/>
  <size unit='M'>4</size>
  <server path='/run/ivshmem'/>
  <msi vectors='16' ioeventfd='on'/>
</shmem>
`,
}

t.test('a device in libvirt’s own form is written back unchanged', async t => {
  for (const [title, xml] of Object.entries(canonical)) t.equal(rewrite(xml), xml, title)
})

t.test('what belongs to a running guest only is dropped from a definition', async t => {
  t.equal(
    rewrite("<console type='pty' tty='/dev/pts/2'><source path='/dev/pts/2'/><alias name='console0'/></console>"),
    "<console type='pty'/>\n",
    'the terminal and the alias',
  )
  t.notMatch(rewrite("<interface type='user'><target dev='vnet7'/></interface>"), /target/, 'a generated tap name')
  t.notMatch(
    rewrite("<graphics type='vnc' port='5901' autoport='yes'/>"),
    /5901/,
    'a port that was chosen automatically',
  )
})

const refusals = {
  'XML error: Invalid PCI address slot=': "<input type='mouse'><address type='pci' slot='0x20'/></input>",
  'XML error: missing TPM device backend': "<tpm model='tpm-tis'/>",
  'internal error: Missing source path attribute for char device': "<serial type='unix'/>",
  'internal error: chardev reconnect is possible only for connect mode':
    "<serial type='unix'><source mode='bind' path='/x'><reconnect enabled='yes' timeout='1'/></source></serial>",
  "XML error: Invalid value for attribute 'bus' in element 'target': 'flat'.":
    "<disk><target dev='vda' bus='flat'/></disk>",
  'XML error: expected unicast mac address, found multicast':
    "<interface type='user'><mac address='01:00:00:00:00:00'/></interface>",
  "XML error: Invalid value for attribute 'index' in element 'controller': '-1'. Expected non-negative value":
    "<controller type='pci' index='-1'/>",
  'XML error: rawio is only supported for scsi host device':
    "<hostdev mode='subsystem' type='scsi_host' rawio='yes'><source protocol='vhost' wwpn='naa.5'/></hostdev>",
}

t.test('a refusal starts with libvirt’s own words', async t => {
  for (const [text, xml] of Object.entries(refusals)) {
    t.throws(() => rewrite(xml), { message: new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`) }, text)
  }
})
