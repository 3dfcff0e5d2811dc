import { rewritten } from './minimalDomain.js'
import { testRoundTrips } from '../roundTrips.js'

/** Each fragment is written as libvirt writes it, so reading and writing changes nothing. */
await testRoundTrips(
  document => rewritten(/<([\w:]+)/.exec(document)?.[1] ?? '', document),
  [
    ['memory that is kept out of core dumps', "<memory dumpCore='off' unit='KiB'>524288</memory>"],
    [
      'huge pages by node, sharing and allocation',
      `<memoryBacking>
  <hugepages>
    <page size='2048' unit='KiB' nodeset='0'/>
  </hugepages>
  <nosharepages/>
  <locked/>
  <source type='file'/>
  <access mode='shared'/>
  <allocation mode='immediate' threads='8'/>
  <discard/>
</memoryBacking>`,
    ],
    [
      'limits of memory, those that say nothing left out',
      `<memtune>
  <hard_limit unit='KiB'>512000</hard_limit>
  <soft_limit unit='KiB'>0</soft_limit>
</memtune>`,
    ],
    [
      'weights of block devices',
      `<blkiotune>
  <weight>800</weight>
  <device>
    <path>/dev/sda</path>
    <weight>400</weight>
    <read_iops_sec>20</read_iops_sec>
    <write_bytes_sec>18446744073709551615</write_bytes_sec>
  </device>
</blkiotune>`,
    ],
    [
      'I/O threads with pools and polling',
      `<iothreadids>
  <iothread id='7' thread_pool_min='1' thread_pool_max='4'>
    <poll max='9223372036854775807' grow='2' shrink='0'/>
  </iothread>
</iothreadids>`,
    ],
    [
      'pins, schedulers and shares of cache and bandwidth',
      `<cputune>
  <shares>2048</shares>
  <period>1000000</period>
  <quota>-1</quota>
  <vcpupin vcpu='0' cpuset='0-1,3'/>
  <emulatorpin cpuset='1'/>
  <emulatorsched scheduler='fifo' priority='2'/>
  <vcpusched vcpus='2' scheduler='rr' priority='9'/>
  <vcpusched vcpus='3' scheduler='idle'/>
  <cachetune vcpus='0-1'>
    <cache id='0' level='3' type='code' size='7680' unit='KiB'/>
    <cache id='1' level='3' type='data' size='6' unit='MiB'/>
    <monitor level='3' vcpus='0'/>
    <monitor level='3' vcpus='0-1'/>
  </cachetune>
  <memorytune vcpus='0-1'>
    <node id='0' bandwidth='60'/>
  </memorytune>
</cputune>`,
    ],
    [
      'cells with distances, caches and interconnects',
      `<cpu>
  <numa>
    <cell id='0' cpus='0-1' memory='524288' unit='KiB' memAccess='shared' discard='yes'>
      <distances>
        <sibling id='0' value='10'/>
        <sibling id='1' value='21'/>
      </distances>
      <cache level='1' associativity='direct' policy='writeback'>
        <size value='10' unit='KiB'/>
        <line value='8' unit='B'/>
      </cache>
    </cell>
    <cell id='1' cpus='2-3' memory='524288' unit='KiB'>
      <distances>
        <sibling id='0' value='21'/>
        <sibling id='1' value='10'/>
      </distances>
    </cell>
    <interconnects>
      <latency initiator='0' target='0' cache='1' type='access' value='10'/>
      <bandwidth initiator='0' target='1' type='read' value='204800' unit='KiB'/>
    </interconnects>
  </numa>
</cpu>`,
    ],
    ['memory from given host nodes', "<numatune>\n  <memory mode='interleave' nodeset='0-3'/>\n</numatune>"],
    ['a cgroup of its own', '<resource>\n  <partition>/virtualmachines/production</partition>\n</resource>'],
    [
      'SMBIOS tables',
      `<sysinfo type='smbios'>
  <bios>
    <entry name='vendor'>LENOVO</entry>
    <entry name='date'>01/31/2010</entry>
  </bios>
  <system>
    <entry name='uuid'>63840878-0deb-4095-97e6-fc444d9bc9fa</entry>
  </system>
  <baseBoard>
    <entry name='serial'>1</entry>
  </baseBoard>
  <baseBoard>
    <entry name='serial'>2</entry>
  </baseBoard>
  <oemStrings>
    <entry>a &amp; b</entry>
  </oemStrings>
</sysinfo>`,
    ],
    [
      'files handed to firmware',
      `<sysinfo type='fwcfg'>
  <entry name='opt/com.example/name'>value</entry>
  <entry name='opt/com.example/file' file='/etc/x'/>
</sysinfo>`,
    ],
    [
      'kernel, boot order and firmware settings',
      `<os>
  <type arch='x86_64' machine='q35'>hvm</type>
  <loader readonly='yes' secure='yes' type='pflash' format='raw'>/fw/CODE</loader>
  <nvram template='/fw/VARS' templateFormat='raw' type='network' format='raw'>
    <source protocol='nbd' name='vars'>
      <host name='example.org' port='6000'/>
    </source>
  </nvram>
  <kernel>/k</kernel>
  <initrd>/i</initrd>
  <cmdline>console=ttyS0</cmdline>
  <shim>/shim.efi</shim>
  <acpi>
    <table type='slic'>/slic.dat</table>
  </acpi>
  <boot dev='cdrom'/>
  <boot dev='hd'/>
  <bootmenu enable='yes' timeout='3000'/>
  <bios rebootTimeout='-1'/>
  <smbios mode='host'/>
</os>`,
    ],
    [
      'user ids of a container',
      `<idmap>
  <uid start='0' target='1000' count='10'/>
  <gid start='0' target='1000' count='10'/>
</idmap>`,
    ],
    [
      'features in the order libvirt has',
      `<features>
  <acpi/>
  <apic eoi='on'/>
  <pae/>
  <hyperv mode='custom'>
    <relaxed state='on'/>
    <spinlocks state='on' retries='8191'/>
    <stimer state='on'>
      <direct state='on'/>
    </stimer>
    <vendor_id state='on' value='KVM Hv'/>
  </hyperv>
  <kvm>
    <hidden state='on'/>
    <dirty-ring state='on' size='4096'/>
  </kvm>
  <pvspinlock state='off'/>
  <capabilities policy='deny'>
    <mknod state='on'/>
  </capabilities>
  <vmport state='off'/>
  <gic version='3'/>
  <smm state='on'>
    <tseg unit='MiB'>48</tseg>
  </smm>
  <ioapic driver='qemu'/>
  <hpt resizing='required'>
    <maxpagesize unit='KiB'>64</maxpagesize>
  </hpt>
  <msrs unknown='ignore'/>
  <tcg>
    <tb-cache unit='KiB'>131072</tb-cache>
  </tcg>
  <async-teardown enabled='no'/>
  <ps2 state='off'/>
</features>`,
    ],
    [
      'a clock that drifts, with timers',
      `<clock offset='variable' adjustment='-7' basis='localtime'>
  <timer name='rtc' tickpolicy='catchup' track='guest'>
    <catchup threshold='123' slew='120' limit='10000'/>
  </timer>
  <timer name='tsc' present='yes' frequency='2600000000' mode='native'/>
</clock>`,
    ],
    ['a clock of another time zone', "<clock offset='timezone' timezone='Europe/Paris'/>"],
    ['a clock that starts at a moment', "<clock offset='absolute' start='253402300799'/>"],
    ['what a crash leads to', '<on_crash>coredump-restart</on_crash>'],
    ['what the loss of a lock leads to', '<on_lockfailure>pause</on_lockfailure>'],
    ['sleep states', "<pm>\n  <suspend-to-mem enabled='yes'/>\n  <suspend-to-disk enabled='no'/>\n</pm>"],
    [
      'performance counters',
      "<perf>\n  <event name='cmt' enabled='yes'/>\n  <event name='cpu_clock' enabled='no'/>\n</perf>",
    ],
    [
      'groups of disks that share limits',
      `<throttlegroups>
  <throttlegroup>
    <total_bytes_sec>5000</total_bytes_sec>
    <group_name>slow</group_name>
  </throttlegroup>
</throttlegroups>`,
    ],
    [
      'a label given by hand',
      `<seclabel type='static' model='selinux' relabel='no'>
  <label>system_u:system_r:svirt_t:s0:c1,c2</label>
</seclabel>`,
    ],
    ['key wrapping', "<keywrap>\n  <cipher name='aes' state='on'/>\n</keywrap>"],
    [
      'SEV',
      `<launchSecurity type='sev' kernelHashes='yes'>
  <cbitpos>47</cbitpos>
  <reducedPhysBits>1</reducedPhysBits>
  <policy>0x0001</policy>
  <dhCert>AQ==</dhCert>
</launchSecurity>`,
    ],
    [
      'SEV-SNP, whose policy has 64 bits',
      `<launchSecurity type='sev-snp' authorKey='yes' vcek='no'>
  <policy>0xff00000000030000</policy>
  <hostData>AQ==</hostData>
</launchSecurity>`,
    ],
  ],
)
