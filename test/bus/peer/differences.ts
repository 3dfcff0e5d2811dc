// Where libvirt-dbus 1.4.1 on libvirt 9.0 and we answer differently, and why. What is not named here must be the same.

/** Member, how their answer and ours begin, and the reason. */
export type Difference = readonly [member: RegExp, theirs: RegExp, ours: RegExp, why: string]

const error = /^org\.libvirt\.Error: /
const denied = (text: string) => new RegExp(`^org\\.libvirt\\.Error: ${text}`)

const release = 'libvirt 9.0 beside 11.3'
const library = 'the words are those of the XML library'
const careful = 'what cannot be done is refused, where the peer does not look'
const own = 'libvirt-dbus loses the error on the way'

export const differences: readonly Difference[] = [
  [/./, denied('Domain not found$'), denied('Domain not found: no domain with matching'), release],
  [/GetAll$|Get$/, /9000000/, /11003000/, release],
  [/GetCapabilities$/, /^s /, /^s /, 'libvirt takes what it says about memory and CPUs from its own build'],
  [/BaselineCPU$/, /'forbid'/, /'allow'/, release],
  [/GetCPUModelNames$/, /^as /, /^as /, release],
  [/GetSysinfo$/, /LENOVO/, /Test driver/, 'the pretended machine is another'],
  [/FindStoragePoolSources$/, denied('internal error: unknown'), denied('this function'), release],
  [/NodeGetFreeMemory$/, /^t /, /^t /, 'bytes, as documented; the peer counts otherwise'],
  [/Interface\.GetXMLDesc$/, /^s /, /^s /, release],
  [/NetworkCreateXML$/, denied('Requested operation'), denied('Requested operation'), 'the network is named'],
  [/Network\.Update$/, denied('XML error'), denied('Operation not supported'), 'the command is looked at first'],
  [/Network\.Destroy$/, /^ \[\]/, denied('Requested operation'), careful],
  [/ListCaps$/, /^as /, /^as /, release],
  [/NodeDevice\.GetXMLDesc$/, /^s /, /^s /, 'a new adapter has a number of its own'],
  [/ListStorageVolumes$/, denied('Requested operation'), denied('Requested operation'), 'the pool is named'],
  [
    /StorageVolCreateXML$/,
    denied('operation failed'),
    denied('storage volume'),
    'has an error of its own in the table',
  ],
  [/(DefineXML|SnapshotCreateXML)$/, error, denied('(\\(domain|internal error: missing domain type)'), library],
  [
    /(Suspend|Shutdown|Create)$/,
    denied('internal error'),
    denied('Requested operation'),
    'a state that does not fit is no bug',
  ],
  [/GetTime$/, /^\(tu\)/, /^\(tu\)/, 'time passes'],
  [/SetVcpus$/, denied('invalid argument: requested cpu'), denied('invalid argument: requested cpu'), release],
  [/GetVcpuPinInfo$/, /^aab/, /^aab/, 'one row for each vCPU there can be'],
  [/GetIOThreadInfo$/, /^a\(uab\)/, /^a\(uab\)/, 'CPUs that the pretended machine has'],
  [/DelIOThread$/, denied('invalid argument'), denied('invalid argument'), release],
  [/MemoryStats$/, /^a\{it\}/, /^a\{it\}/, release],
  [
    /GetSchedulerParameters$/,
    denied('unsupported flags'),
    /^a\{sv\}/,
    'libvirt 9.0 refuses a flag that its own library adds',
  ],
  [/SetBlockThreshold$/, /UnknownMethod/, error, 'Debian has built libvirt-dbus without it'],
  [/GetStats$/, /^a\{sv\}/, /^a\{sv\}/, release],
  [/DomainSnapshot\.(GetXMLDesc|Delete|Revert)$/, denied('unknown error'), denied('Domain snapshot not found'), own],
  [/Set$/, /^ \[\]/, denied('Requested operation is not valid: cannot set autostart'), careful],
  [/Undefine$/, /^ \[\]/, denied('Requested operation is not valid: cannot undefine'), careful],
  [/DomainCreateXML(WithFiles)?$/, denied('Requested operation'), denied('Requested operation'), release],
]
