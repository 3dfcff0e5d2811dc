// Why a guest may fail to start here although its command line is right: what this machine or this QEMU has not. Each rule says which
// words of which party mean that; whatever no rule explains is a failure of ours.
import type { Verdict } from './askQemu.js'

export interface Obstacle {
  readonly name: string
  /** Words of QEMU's, or of our refusal. */
  readonly words: RegExp
  /** What the command line has, when words alone could mean something else. */
  readonly argv?: RegExp
}

/** What we refuse before QEMU is asked. */
const refusals: readonly Obstacle[] = [
  { name: 'no huge pages', words: /usable hugetlbfs mount|hugepages are disabled/ },
  { name: 'no such SCSI device', words: /scsi_generic/ },
  { name: 'no firmware of that kind', words: /Unable to find '\w+' firmware/ },
  { name: "features that this host's CPU has not", words: /the CPU is incompatible with host CPU/ },
  { name: 'no such NUMA node', words: /NUMA node \d+ is unavailable/ },
  { name: 'no TLS in qemu.conf', words: /TLS is disabled in qemu\.conf/ },
  { name: 'no storage driver', words: /needs disks of type 'volume'/ },
  { name: 'no network driver', words: /listening on the address of network/ },
  { name: 'no such machine in this QEMU', words: /does not support machine type/ },
  {
    name: 'no such device or feature in this QEMU',
    words: /QEMU [\d.]+ \(\S+\) is without '|not supported with this QEMU binary/,
  },
]

const networkDrive = /"driver":"(nbd|nfs|ssh|iscsi|rbd|gluster|https?|ftps?|vxhs|sheepdog)"/
const vhostUser = /vhost-user/

/** What QEMU gives up for. */
const failures: readonly Obstacle[] = [
  { name: 'no sound server', words: /audio driver|audio-\w+ not found/ },
  { name: 'no pipewire in this QEMU', words: /Parameter 'driver' does not accept value 'pipewire'/ },
  { name: 'a KVM that cannot set every register', words: /failed to set MSR|System Management Mode not supported/ },
  { name: 'no such USB device', words: /failed to open \/dev\/bus\/usb/ },
  { name: 'no such PCI device', words: /no such host device|vfio[^:]*: .*No such file/ },
  { name: 'no GPU or screen', words: /no drm render node|Could not initialize SDL/ },
  { name: 'no such input device', words: /Could not open '\/dev\/input/ },
  { name: 'no vhost in the kernel', words: /vhost-(vsock|scsi)[^:]*: (failed to )?open|Could not open '\/dev\/vhost/ },
  { name: 'no TPM', words: /CMD_SET_DATAFD|Cannot access TPM device/ },
  { name: 'no certificates', words: /Unable to access credentials/ },
  {
    name: 'no server of a drive',
    words: /address resolution|connect|No such file|resolve|libssh/i,
    argv: networkDrive,
  },
  { name: 'no parallel port', words: /not a parallel port/ },
  {
    name: 'no vhost-user back end',
    words: /waiting for connection|msg fds|vhost_backend_init|vhost initialization/,
    argv: vhostUser,
  },
  { name: 'no peer in the network', words: /can't connect socket/ },
  { name: 'no card of that kind', words: /ccid-card-emulated/ },
  { name: 'more address bits than this CPU has', words: /phys-bits too low/ },
  { name: 'the document has one image twice', words: /Failed to get "write" lock/ },
  { name: 'the document writes by HTTP', words: /curl driver does not support writes/ },
  { name: 'no encrypted image', words: /No encryption in image header/ },
  { name: 'the document has a drive where the bus ends', words: /bus supports only 2 units/ },
  { name: 'the document has no address for multicast', words: /does not contain a multicast address/ },
  { name: 'the document makes up a model or an option', words: /'idontexist'|ARGUMENT|-unknown: invalid option/ },
  {
    name: 'the document plugs a failover card into a bus without hotplug',
    words: /does not support hotplugging/,
    argv: /failover_pair_id/,
  },
  { name: 'the document wants an IOMMU for a legacy device', words: /IOMMU_PLATFORM was supported by neither/ },
]

/** The rule that explains why QEMU gave up; undefined when none does. */
export function obstacleOf({ words, argv }: Verdict): string | undefined {
  const line = argv.join(' ')
  return failures.find(rule => rule.words.test(words) && (rule.argv?.test(line) ?? true))?.name
}

/** The rule that explains why we refused; undefined when none does. */
export function refusalOf(message: string): string | undefined {
  return refusals.find(rule => rule.words.test(message))?.name
}
