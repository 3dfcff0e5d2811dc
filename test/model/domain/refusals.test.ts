import { readDomain } from './minimalDomain.js'
import { testRefusals } from '../refusals.js'

await testRefusals(readDomain, [
  ['a name that leaves its folder', '<name>a/b</name>', "XML error: name a/b cannot contain '/'"],
  ['a title of two lines', '<title>a\nb</title>', "XML error: Domain title can't contain newlines"],
  ['a UUID that is none', '<uuid>1</uuid>', 'internal error: malformed uuid element'],
  ['a unit that is none', "<memory unit='foo'>1</memory>", "invalid argument: unknown suffix 'foo'"],
  [
    'more memory than 64 bits count',
    "<memory unit='EiB'>18446744073709551615</memory>",
    'numerical overflow: value too large: 18446744073709551615EiB',
  ],
  ['negative memory', '<memory>-1</memory>', "XML error: Invalid value '-1' for element or attribute './memory[1]'"],
  ['no memory at all', '<memory>0</memory>', 'XML error: Memory size must be specified via <memory>'],
  [
    'slots without a limit',
    "<memory>1024</memory><maxMemory slots='2'>0</maxMemory>",
    'XML error: both maximum memory size and memory slot count must be specified',
  ],
  [
    'a backing that is none',
    "<memoryBacking><source type='x'/></memoryBacking>",
    'unsupported configuration: unknown memoryBacking/source/type',
  ],
  [
    'two sizes of huge pages for all of the memory',
    "<memoryBacking><hugepages><page size='1048576'/><page size='2048' nodeset='0'/></hugepages></memoryBacking>",
    'two master hugepages detected: 2048 and 1048576',
  ],
  ['no vCPU', '<vcpu>0</vcpu>', "unsupported configuration: domain config can't have 0 maximum vCPUs"],
  ['more vCPUs than there is memory for', '<vcpu>4000000000</vcpu>', 'XML error: maximum vcpus count must not exceed'],
  [
    'more vCPUs on than there are',
    "<vcpu current='4'>2</vcpu>",
    'unsupported configuration: maximum vCPU count must not be less than current vCPU count',
  ],
  [
    'a vCPU that can never be switched on',
    "<vcpu>2</vcpu><vcpus><vcpu id='0' enabled='yes'/><vcpu id='1' enabled='no' hotpluggable='no'/></vcpus>",
    "unsupported configuration: vcpu '1' is both offline and not hotpluggable",
  ],
  [
    'one I/O thread twice',
    "<iothreadids><iothread id='1'/><iothread id='1'/></iothreadids>",
    "XML error: duplicate iothread id '1' found",
  ],
  [
    'more I/O threads than anyone can run',
    '<iothreads>4000000000</iothreads>',
    "XML error: invalid iothreads count '4000000000'",
  ],
  [
    'a period the kernel has not',
    '<cputune><period>10</period></cputune>',
    "unsupported configuration: Value of cputune 'period' must be in range [1000, 1000000]",
  ],
  [
    'one vCPU in two schedulers',
    "<cputune><vcpusched vcpus='0-1' scheduler='idle'/><vcpusched vcpus='1' scheduler='idle'/></cputune>",
    "'vcpusched' attributes 'vcpus' must not overlap",
  ],
  [
    'cache shares that collide',
    "<cputune><cachetune vcpus='0'><cache id='0' level='3' type='both' size='1'/><cache id='0' level='3' type='code' size='1'/></cachetune></cputune>",
    "XML error: Colliding cache allocations for cache level '3' id '0', type 'code'",
  ],
  [
    'groups of vCPUs that overlap in part',
    "<cputune><cachetune vcpus='0-1'><cache id='0' level='3' type='both' size='1'/></cachetune><memorytune vcpus='0'><node id='0' bandwidth='50'/></memorytune></cputune>",
    'XML error: Overlapping vcpus in resctrls',
  ],
  [
    'cells that share a vCPU',
    "<cpu><numa><cell cpus='0-1' memory='1'/><cell cpus='1' memory='1'/></numa></cpu>",
    'unsupported configuration: NUMA cells 1 and 0 have overlapping vCPU ids',
  ],
  [
    'a distance to a cell that is not there',
    "<cpu><numa><cell cpus='0-3' memory='1'><distances><sibling id='2' value='20'/></distances></cell></numa></cpu>",
    "XML error: 'sibling_id 2' does not refer to a valid cell within NUMA 'cell id 0'",
  ],
  [
    'memory bound to cells of a guest without cells',
    "<numatune><memnode cellid='0' mode='strict' nodeset='0'/></numatune>",
    "XML error: Element 'memnode' is invalid without any guest NUMA cells",
  ],
  [
    'a BIOS date in another format',
    "<sysinfo type='smbios'><bios><entry name='date'>2010-01-31</entry></bios></sysinfo>",
    "Invalid BIOS 'date' format",
  ],
  [
    'a table that names another guest',
    "<sysinfo type='smbios'><system><entry name='uuid'>00000000-0000-0000-0000-000000000001</entry></system></sysinfo>",
    'UUID mismatch between <uuid> and <sysinfo>',
  ],
  [
    'a store for variables without firmware',
    '<os><type>hvm</type><nvram>/x</nvram></os>',
    'no loader path specified and firmware auto selection disabled',
  ],
  ['a feature no one knows', '<features><foo/></features>', "unsupported configuration: unexpected feature 'foo'"],
  [
    'a property of every object taken for a feature',
    '<features><constructor/></features>',
    "unsupported configuration: unexpected feature 'constructor'",
  ],
  [
    'a spinlock that gives up too early',
    "<features><hyperv><spinlocks state='on' retries='10'/></hyperv></features>",
    'XML error: HyperV spinlock retry count must be at least 4095',
  ],
  ['a clock no one knows', "<clock offset='x'/>", "unsupported configuration: unknown clock offset 'x'"],
  [
    'a frequency for a timer that has none to set',
    "<clock><timer name='pit' frequency='1'/></clock>",
    "unsupported configuration: timer pit doesn't support setting of timer frequency",
  ],
  ['an action no one knows', '<on_reboot>foo</on_reboot>', 'unsupported configuration: unknown on_reboot action: foo'],
  [
    'one counter twice',
    "<perf><event name='cmt' enabled='yes'/><event name='cmt' enabled='no'/></perf>",
    "XML error: perf event 'cmt' was already specified",
  ],
  [
    'two labels of one model',
    "<seclabel type='none' model='dac'/><seclabel type='none' model='dac'/>",
    'seclabel for model dac is already provided',
  ],
  ['SEV without a policy', "<launchSecurity type='sev'/>", 'XML error: failed to get launch security policy'],
  [
    'disks at one address',
    "<devices><disk><source file='/a'/><target dev='sda' bus='scsi'/><address type='drive' unit='0'/></disk><disk><source file='/a'/><target dev='sdb' bus='scsi'/><address type='drive' unit='0'/></disk></devices>",
    "unsupported configuration: Found duplicate drive address for disk with target name 'sda'",
  ],
  [
    'two balloons',
    "<devices><memballoon model='virtio'/><memballoon model='none'/></devices>",
    'internal error: only a single memory balloon device is supported',
  ],
  [
    'a USB device where USB is switched off',
    "<devices><controller type='usb' model='none'/><input type='tablet' bus='usb'/></devices>",
    "unsupported configuration: Can't add USB input device. USB bus is disabled",
  ],
  [
    'one place in the boot order twice',
    "<devices><disk><target dev='vda'/><boot order='1'/></disk><disk><target dev='vdb'/><boot order='1'/></disk></devices>",
    "unsupported configuration: boot order '1' used for more than one device",
  ],
])
