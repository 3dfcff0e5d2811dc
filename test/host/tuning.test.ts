// A guest's share of a real host: what its definition says, and what virsh changes, stands in systemd's properties of its scope, in
// the control groups below, and in the kernel's view of its threads; and still does when the daemon comes back.
import t from 'tap'
import { hostSkip } from './hostSkip.js'
import { runOnMachine } from './runOnMachine.js'

t.setTimeout(500_000)

const guest = `<domain type='qemu'>
  <name>web1</name><memory unit='MiB'>64</memory><vcpu>2</vcpu><iothreads>2</iothreads>
  <blkiotune><weight>300</weight><device><path>/dev/vda</path><read_bytes_sec>1000000</read_bytes_sec><write_iops_sec>50</write_iops_sec></device></blkiotune>
  <memtune><hard_limit unit='MiB'>700</hard_limit><soft_limit unit='MiB'>600</soft_limit></memtune>
  <cputune>
    <shares>200</shares><period>50000</period><quota>40000</quota><global_quota>150000</global_quota>
    <emulator_quota>30000</emulator_quota><iothread_quota>20000</iothread_quota>
    <vcpupin vcpu='0' cpuset='1'/><emulatorpin cpuset='0'/><iothreadpin iothread='2' cpuset='1'/>
    <vcpusched vcpus='1' scheduler='batch'/>
  </cputune>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
    <disk type='file'><driver name='qemu' type='raw'/><source file='/var/lib/libvirt/images/a.img'/><target dev='vda' bus='virtio'/></disk>
  </devices>
</domain>`

/** Commands of one virsh, each with a section of its own. */
const virsh = (...commands: readonly string[]): string =>
  `virsh -c qemu:///system "${commands.map(command => `echo '== ${command}' ; ${command}`).join(' ; ')}" 2>&1\n`

const script = `
mkdir -p /var/lib/libvirt/images
truncate -s 1M /var/lib/libvirt/images/a.img
cat > /root/guest.xml <<'XML'
${guest}
XML
systemctl start virtqemud.socket
look() {
  scope=$(systemctl list-units --plain --no-legend 'machine-qemu*' | cut -d' ' -f1)
  echo "== $1 properties"
  systemctl show -p CPUWeight,CPUQuotaPerSecUSec,CPUQuotaPeriodUSec,MemoryMax,MemoryHigh,IOWeight,IODeviceWeight "$scope"
  systemctl show -p IOReadBandwidthMax,IOWriteBandwidthMax,IOWriteIOPSMax "$scope"
  echo "== $1 groups"
  cd "/sys/fs/cgroup/machine.slice/$scope"
  for file in cpu.weight cpu.max memory.max memory.high io.weight io.max libvirt/*/cpu.max libvirt/*/cpuset.cpus; do
    echo "$file: $(cat $file | tr '\\n' ' ')"
  done
  cd /
  echo "== $1 threads"
  for task in /proc/$(pgrep -f guest=web1 | head -1)/task/*; do
    echo "$(cat $task/comm): $(grep Cpus_allowed_list $task/status | cut -f2) policy $(sed 's/.*) //' $task/stat | cut -d' ' -f39) in \\
$(grep -o '[^/]*$' $task/cgroup | tail -1)"
  done 2>/dev/null
}
`

const changes = [
  'schedinfo web1 --live --config cpu_shares=777 vcpu_quota=25000 global_period=200000 emulator_quota=-1 iothread_period=10000',
  'memtune web1 --live --hard-limit 900000 --soft-limit -1',
  'blkiotune web1 --live --weight 777 --device-read-bytes-sec /dev/vda,0 --device-write-bytes-sec /dev/vda,123456 --device-weights /dev/vda,250',
  'vcpupin web1 1 0 --live',
  'emulatorpin web1 0-1 --live',
  'iothreadadd web1 7 --live',
  'iothreadpin web1 7 1 --live',
  'iothreaddel web1 1 --live',
  'schedinfo web1 --live cpu_shares=70000',
  'blkiotune web1 --live --device-write-bytes-sec /etc/passwd,5',
] as const

t.test('a guest has the share of the host that its definition says, and that virsh gives it', hostSkip(), async t => {
  const shown = await runOnMachine(
    [
      script,
      virsh(
        'define /root/guest.xml',
        'start --paused web1',
        'schedinfo web1',
        'memtune web1',
        'cpu-stats web1 --total',
      ),
      'look start\n',
      virsh(...changes),
      'look change\nsystemctl restart virtqemud\n',
      virsh('schedinfo web1 --live', 'blkiotune web1', 'iothreadinfo web1', 'schedinfo web1 --config', 'destroy web1'),
      "echo '== scopes'; ls -d /sys/fs/cgroup/machine.slice/*.scope 2>/dev/null || :; echo '== end'\n",
    ].join(''),
  )
  const section = (name: string) => {
    const lines = (shown.get(name) ?? `${name} is missing`).split('\n').map(line => line.trim())
    return lines.filter(line => line !== '')
  }

  t.test('in the properties of its scope', async t => {
    t.strictSame(section('start properties'), [
      'CPUWeight=200',
      'CPUQuotaPerSecUSec=1.500000s',
      'CPUQuotaPeriodUSec=100ms',
      'IOWeight=300',
      'MemoryHigh=629145600',
      'MemoryMax=734003200',
      'IOReadBandwidthMax=/dev/vda 1000000',
      'IOWriteIOPSMax=/dev/vda 50',
    ])
    t.strictSame(section('change properties'), [
      'CPUWeight=777',
      'CPUQuotaPerSecUSec=750ms',
      'CPUQuotaPeriodUSec=200ms',
      'IOWeight=777',
      'IODeviceWeight=/dev/vda 250',
      'MemoryHigh=infinity',
      'MemoryMax=921600000',
      'IOWriteBandwidthMax=/dev/vda 123456',
      'IOWriteIOPSMax=/dev/vda 50',
    ])
  })

  t.test('in its control groups', async t => {
    t.strictSame(section('start groups'), [
      'cpu.weight: 200',
      'cpu.max: 150000 100000',
      'memory.max: 734003200',
      'memory.high: 629145600',
      'io.weight: default 300',
      'io.max: 254:0 rbps=1000000 wbps=max riops=max wiops=50',
      'libvirt/emulator/cpu.max: 30000 100000',
      'libvirt/iothread1/cpu.max: 20000 100000',
      'libvirt/iothread2/cpu.max: 20000 100000',
      'libvirt/vcpu0/cpu.max: 40000 50000',
      'libvirt/vcpu1/cpu.max: 40000 50000',
      'libvirt/emulator/cpuset.cpus: 0',
      'libvirt/iothread1/cpuset.cpus:',
      'libvirt/iothread2/cpuset.cpus: 1',
      'libvirt/vcpu0/cpuset.cpus: 1',
      'libvirt/vcpu1/cpuset.cpus:',
    ])
    t.strictSame(section('change groups'), [
      'cpu.weight: 777',
      'cpu.max: 150000 200000',
      'memory.max: 921600000',
      'memory.high: max',
      'io.weight: default 777',
      'io.max: 254:0 rbps=max wbps=123456 riops=max wiops=50',
      'libvirt/emulator/cpu.max: max 100000',
      'libvirt/iothread2/cpu.max: 20000 10000',
      'libvirt/iothread7/cpu.max: 20000 10000',
      'libvirt/vcpu0/cpu.max: 25000 50000',
      'libvirt/vcpu1/cpu.max: 25000 50000',
      'libvirt/emulator/cpuset.cpus: 0-1',
      'libvirt/iothread2/cpuset.cpus: 1',
      'libvirt/iothread7/cpuset.cpus: 1',
      'libvirt/vcpu0/cpuset.cpus: 1',
      'libvirt/vcpu1/cpuset.cpus: 0',
    ])
    t.strictSame(section('scopes'), [], 'nothing is left when it has ended')
  })

  t.test('in the threads of its QEMU', async t => {
    const start = section('start threads')
    t.ok(start.includes('CPU 0/TCG: 1 policy 0 in vcpu0'), start.join())
    t.ok(start.includes('CPU 1/TCG: 0-1 policy 3 in vcpu1'), 'a scheduler of its own')
    t.ok(start.includes('IO iothread1: 0-1 policy 0 in iothread1'))
    t.ok(start.includes('IO iothread2: 1 policy 0 in iothread2'))
    t.ok(start.includes('qemu-system-x86: 0 policy 0 in emulator'))
    const changed = section('change threads')
    t.ok(changed.includes('CPU 1/TCG: 0 policy 3 in vcpu1'), changed.join())
    t.ok(changed.includes('IO iothread7: 1 policy 0 in iothread7'))
    t.notOk(changed.some(line => line.startsWith('IO iothread1')))
    t.ok(changed.includes('qemu-system-x86: 0-1 policy 0 in emulator'))
  })

  t.test('by the word of virsh, also after the daemon was away', async t => {
    t.match(section('schedinfo web1').join(), /cpu_shares *: 200,vcpu_period *: 50000,vcpu_quota *: 40000,/)
    t.match(
      section('memtune web1').join(),
      'hard_limit     : 716800,soft_limit     : 614400,swap_hard_limit: unlimited',
    )
    t.match(section('cpu-stats web1 --total').join(), /cpu_time +\d+\.\d{9} seconds/)
    const live = section('schedinfo web1 --live').join()
    t.match(live, /cpu_shares *: 777,vcpu_period *: 50000,vcpu_quota *: 25000,emulator_period: 100000/)
    t.match(live, /emulator_quota : 17592186044415,global_period *: 200000,global_quota *: 150000/)
    t.match(section('schedinfo web1 --config').join(), /emulator_period: 0,emulator_quota *: -1,/)
    t.match(section('blkiotune web1').join(), /weight *: 777,device_weight *: .dev.vda,250,/)
    t.match(section('iothreadinfo web1').join(), / *2 +1,7 +1$/)
  })

  t.test('unless the kernel would not take it', async t => {
    t.match(section(changes[8]).join(), "invalid argument: shares '70000' must be in range [1, 10000]")
    t.match(section(changes[9]).join(), "invalid argument: Path '/etc/passwd' must be a block device")
  })
})
