import { testRefusals } from '../refusals.js'
import { readDomain } from './minimalDomain.js'

const devices = (inner: string) => `<devices>${inner}</devices>`
const disk = (source: string, target = "dev='vda' bus='virtio'", attributes = "type='file'") =>
  devices(`<disk ${attributes}>${source}<target ${target}/></disk>`)
const network = (source: string, before = '') => disk(before + source, "dev='vda' bus='virtio'", "type='network'")
const secret = (attributes: string) => `<auth username='u'><secret ${attributes}/></auth>`
const card = (type: string, inner: string) => devices(`<interface type='${type}'>${inner}</interface>`)

await testRefusals(readDomain, [
  ['a disk without an image', disk(''), 'missing source information for device vda'],
  ['a disk without a place', disk("<source file='/a'/>", "bus='ide'"), 'missing target information for device /a'],
  [
    'an image of a pool without a place',
    disk("<source pool='p' volume='v'/>", "bus='ide'", "type='volume'"),
    "missing target information for device pool = 'p', volume = 'v'",
  ],
  [
    'a name no disk has',
    disk("<source file='/a'/><address type='drive' unit='0'/>", "dev='bogus' bus='ide'"),
    'internal error: Invalid harddisk device name: bogus',
  ],
  [
    'a format that is none',
    disk("<driver type='bogus'/><source file='/a'/>"),
    "unsupported configuration: unknown driver format value 'bogus'",
  ],
  [
    'a kind of backing that is none',
    disk("<source file='/a'/><backingStore type='bogus'><format type='raw'/><source file='/b'/></backingStore>"),
    "XML error: unknown storage source type 'bogus'",
  ],
  [
    'a backing without a format',
    disk("<source file='/a'/><backingStore type='file'><source file='/b'/></backingStore>"),
    'XML error: missing disk backing store format',
  ],
  [
    'a secret of no use',
    network("<source protocol='iscsi' name='a'><host name='h'/></source>", secret("type='fred' usage='x'")),
    "unsupported configuration: unknown secret type 'fred'",
  ],
  [
    'a secret of another use',
    network("<source protocol='iscsi' name='a'><host name='h'/></source>", secret("type='ceph' usage='x'")),
    "unsupported configuration: invalid secret type 'ceph'",
  ],
  [
    'no secret at all',
    network("<source protocol='iscsi' name='a'><host name='h'/></source>", secret("type='iscsi'")),
    'XML error: missing secret uuid or usage attribute',
  ],
  [
    'an image outside of every pool',
    network("<source protocol='rbd' name='a'/>"),
    "XML error: can't split path 'a' into pool name and image name",
  ],
  ['an input without a type', devices('<input/>'), 'internal error: missing input device type'],
  ['an input of no type', devices("<input type='x'/>"), "unsupported configuration: unknown input device type 'x'"],
  [
    'an input on no bus',
    devices("<input type='mouse' bus='x'/>"),
    "unsupported configuration: unknown input bus type 'x'",
  ],
  [
    'a host input without its file',
    devices("<input type='passthrough' bus='virtio'/>"),
    'XML error: Missing evdev path for input device',
  ],
  ['a random generator of no kind', devices('<rng/>'), 'XML error: missing RNG device model'],
  [
    'a source of randomness that is none',
    devices("<rng model='virtio'><backend model='x'/></rng>"),
    "unsupported configuration: unknown RNG backend model 'x'",
  ],
  ['a watchdog without a model', devices('<watchdog/>'), 'internal error: watchdog must contain model name'],
  [
    'a screen adapter that is none',
    devices("<video><model type='x'/></video>"),
    "unsupported configuration: unknown video model 'x'",
  ],
  [
    'a channel to nowhere',
    devices("<channel type='pty'/>"),
    'XML error: target type must be specified for channel device',
  ],
  [
    'a port that is no number',
    devices("<serial type='pty'><target port='x'/></serial>"),
    'XML error: Invalid port number: x',
  ],
  [
    'a host device of no type',
    devices("<hostdev mode='subsystem' type='x'><source/></hostdev>"),
    "unsupported configuration: unknown host device source address type 'x'",
  ],
  [
    'a controller with two targets',
    devices("<controller type='pci' index='1' model='pcie-root-port'><target/><target/></controller>"),
    'XML error: Multiple <target> elements in controller definition not allowed',
  ],
  [
    'a card without its network',
    card('network', ''),
    "XML error: interface type='network' requires a 'source' element",
  ],
  [
    'a socket without a port',
    card('client', "<source address='127.0.0.1'/>"),
    "XML error: Missing required attribute 'port' in element 'source'",
  ],
  [
    'a link that is neither up nor down',
    card('user', "<link state='x'/>"),
    "unsupported configuration: unknown interface link state 'x'",
  ],
  [
    'a port of a switch that does not know who manages it',
    card('direct', "<source dev='eth0'/><virtualport type='802.1Qbg'/>"),
    "XML error: missing managerid in <virtualport type='802.1Qbg'>",
  ],
  [
    'a port of a switch without a switch',
    card('user', "<virtualport type='openvswitch'/>"),
    "unsupported configuration: <virtualport> element unsupported for <interface type='user'>",
  ],
  [
    'a second console that is a serial port',
    devices("<console type='pty'/><console type='pty'/>"),
    'unsupported configuration: Only the first console can be a serial port',
  ],
  [
    'shared memory without a name',
    devices("<shmem><model type='ivshmem-plain'/></shmem>"),
    "XML error: shmem element must contain 'name' attribute",
  ],
  [
    'interrupts without a server to send them',
    devices("<shmem name='s'><msi vectors='2'/></shmem>"),
    'XML error: msi option is only supported with a server',
  ],
  [
    'a class of USB devices beyond 8 bits',
    devices("<redirfilter><usbdev class='256' allow='yes'/></redirfilter>"),
    'internal error: Invalid USB Class code 0x100',
  ],
  [
    'a password that is valid until a word',
    devices("<graphics type='vnc' passwd='x' passwdValidTo='bogus'/>"),
    "internal error: cannot parse password validity time 'bogus', expect YYYY-MM-DDTHH:MM:SS",
  ],
  ['an address that is none', card('user', "<ip address='bogus'/>"), "XML error: Invalid address 'bogus' in <ip>"],
  [
    'an address of the other family',
    card('user', "<ip family='ipv6' address='10.0.0.1'/>"),
    "XML error: Invalid address '10.0.0.1' in <ip>",
  ],
  [
    'a vendor without a product',
    devices("<hostdev type='usb'><source><vendor id='1'/></source></hostdev>"),
    'internal error: missing product',
  ],
  [
    'a codec that is none',
    devices("<sound model='ich6'><codec type='x'/></sound>"),
    "unsupported configuration: unknown codec type 'x'",
  ],
  [
    'a streaming of no kind',
    devices("<graphics type='spice'><streaming/></graphics>"),
    "XML error: Missing required attribute 'mode' in element 'streaming'",
  ],
  [
    'an index with a prefix that its base has not',
    devices("<controller type='scsi' index='0x1f'/>"),
    "XML error: Invalid value for attribute 'index' in element 'controller': '0x1f'. Expected integer value",
  ],
])
