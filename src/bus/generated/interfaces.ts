// Made by: node tools/generate-bus-types.mjs
import type { Entries, Variant } from '../codec/values.js'

/** Arguments, results and property values of every member. */
export interface BusInterfaces {
  'org.libvirt.Connect': {
    methods: {
      BaselineCPU: { in: [xmlCPUs: string[], flags: number]; out: [cpu: string] }
      CompareCPU: { in: [xmlDesc: string, flags: number]; out: [compareResult: number] }
      DomainCreateXML: { in: [xml: string, flags: number]; out: [domain: string] }
      DomainCreateXMLWithFiles: { in: [xml: string, files: number[], flags: number]; out: [domain: string] }
      DomainDefineXML: { in: [xml: string]; out: [domain: string] }
      DomainLookupByID: { in: [id: number]; out: [domain: string] }
      DomainLookupByName: { in: [name: string]; out: [domain: string] }
      DomainLookupByUUID: { in: [uuid: string]; out: [domain: string] }
      DomainRestore: { in: [from: string, xml: string, flags: number]; out: [] }
      DomainSaveImageDefineXML: { in: [file: string, xml: string, flags: number]; out: [] }
      DomainSaveImageGetXMLDesc: { in: [file: string, flags: number]; out: [xml: string] }
      FindStoragePoolSources: { in: [type: string, srcSpec: string, flags: number]; out: [storagePoolSources: string] }
      GetAllDomainStats: { in: [stats: number, flags: number]; out: [records: readonly (readonly [string, Entries<string, Variant>])[]] }
      GetCapabilities: { in: []; out: [capabilities: string] }
      GetCPUModelNames: { in: [arch: string, flags: number]; out: [models: readonly string[]] }
      GetDomainCapabilities: { in: [emulatorbin: string, arch: string, machine: string, virttype: string, flags: number]; out: [domCapabilities: string] }
      GetSysinfo: { in: [flags: number]; out: [sysinfo: string] }
      InterfaceChangeBegin: { in: [flags: number]; out: [] }
      InterfaceChangeCommit: { in: [flags: number]; out: [] }
      InterfaceChangeRollback: { in: [flags: number]; out: [] }
      InterfaceDefineXML: { in: [xml: string, flags: number]; out: [iface: string] }
      InterfaceLookupByMAC: { in: [mac: string]; out: [iface: string] }
      InterfaceLookupByName: { in: [name: string]; out: [iface: string] }
      ListDomains: { in: [flags: number]; out: [domains: readonly string[]] }
      ListInterfaces: { in: [flags: number]; out: [interfaces: readonly string[]] }
      ListNetworks: { in: [flags: number]; out: [networks: readonly string[]] }
      ListNodeDevices: { in: [flags: number]; out: [devs: readonly string[]] }
      ListNWFilters: { in: [flags: number]; out: [nwfilters: readonly string[]] }
      ListSecrets: { in: [flags: number]; out: [secrets: readonly string[]] }
      ListStoragePools: { in: [flags: number]; out: [storagePools: readonly string[]] }
      NetworkCreateXML: { in: [xml: string]; out: [network: string] }
      NetworkDefineXML: { in: [xml: string]; out: [network: string] }
      NetworkLookupByName: { in: [name: string]; out: [network: string] }
      NetworkLookupByUUID: { in: [uuid: string]; out: [network: string] }
      NodeDeviceCreateXML: { in: [xml: string, flags: number]; out: [dev: string] }
      NodeDeviceLookupByName: { in: [name: string]; out: [dev: string] }
      NodeDeviceLookupSCSIHostByWWN: { in: [wwnn: string, wwpn: string, flags: number]; out: [dev: string] }
      NWFilterDefineXML: { in: [xml: string]; out: [nwfilter: string] }
      NWFilterLookupByName: { in: [name: string]; out: [nwfilter: string] }
      NWFilterLookupByUUID: { in: [uuid: string]; out: [nwfilter: string] }
      NodeGetCPUMap: { in: [flags: number]; out: [res: readonly boolean[]] }
      NodeGetCPUStats: { in: [cpuNum: number, flags: number]; out: [cpuStats: Entries<string, bigint>] }
      NodeGetFreeMemory: { in: []; out: [freemem: bigint] }
      NodeGetMemoryParameters: { in: [flags: number]; out: [memoryParameters: Entries<string, Variant>] }
      NodeGetMemoryStats: { in: [cellNum: number, flags: number]; out: [stats: Entries<string, bigint>] }
      NodeGetSecurityModel: { in: []; out: [secModel: readonly [string, string]] }
      NodeSetMemoryParameters: { in: [params: Entries<string, Variant>, flags: number]; out: [] }
      SecretDefineXML: { in: [xml: string, flags: number]; out: [secret: string] }
      SecretLookupByUUID: { in: [uuid: string]; out: [secret: string] }
      SecretLookupByUsage: { in: [usageType: number, usageID: string]; out: [secret: string] }
      StoragePoolCreateXML: { in: [xml: string, flags: number]; out: [storagePool: string] }
      StoragePoolDefineXML: { in: [xml: string, flags: number]; out: [storagePool: string] }
      StoragePoolLookupByName: { in: [name: string]; out: [storagePool: string] }
      StoragePoolLookupByUUID: { in: [uuid: string]; out: [storagePool: string] }
      StorageVolLookupByKey: { in: [key: string]; out: [storageVol: string] }
      StorageVolLookupByPath: { in: [path: string]; out: [storageVol: string] }
    }
    properties: {
      Encrypted: boolean
      Hostname: string
      LibVersion: bigint
      Secure: boolean
      Version: bigint
    }
    signals: {
      DomainEvent: [domain: string, event: number, detail: number]
      NetworkEvent: [network: string, event: number]
      NodeDeviceEvent: [dev: string, event: number, detail: number]
      SecretEvent: [secret: string, event: number, detail: number]
      StoragePoolEvent: [storagePool: string, event: number, detail: number]
    }
  }
  'org.libvirt.Domain': {
    methods: {
      AbortJob: { in: []; out: [] }
      AddIOThread: { in: [iothreadId: number, flags: number]; out: [] }
      AttachDevice: { in: [xml: string, flags: number]; out: [] }
      BlockCommit: { in: [disk: string, base: string, top: string, bandwidth: bigint, flags: number]; out: [] }
      BlockCopy: { in: [disk: string, destxml: string, params: Entries<string, Variant>, flags: number]; out: [] }
      BlockJobAbort: { in: [disk: string, flags: number]; out: [] }
      BlockPeek: { in: [disk: string, offset: bigint, size: bigint, flags: number]; out: [buffer: Uint8Array] }
      BlockPull: { in: [disk: string, bandwidth: bigint, flags: number]; out: [] }
      BlockRebase: { in: [disk: string, base: string, bandwidth: bigint, flags: number]; out: [] }
      BlockResize: { in: [disk: string, size: bigint, flags: number]; out: [] }
      BlockJobSetSpeed: { in: [disk: string, bandwidth: bigint, flags: number]; out: [] }
      CoreDump: { in: [to: string, dumpformat: number, flags: number]; out: [] }
      Create: { in: [flags: number]; out: [] }
      CreateWithFiles: { in: [files: number[], flags: number]; out: [] }
      DelIOThread: { in: [iothreadId: number, flags: number]; out: [] }
      Destroy: { in: [flags: number]; out: [] }
      DetachDevice: { in: [xml: string, flags: number]; out: [] }
      FSFreeze: { in: [mountpoints: string[], flags: number]; out: [frozenFilesystems: number] }
      FSThaw: { in: [mountpoints: string[], flags: number]; out: [thawedFilesystems: number] }
      FSTrim: { in: [mountpoint: string, minimum: bigint, flags: number]; out: [] }
      GetBlockIOParameters: { in: [flags: number]; out: [BlkioParameters: Entries<string, Variant>] }
      GetBlockIOTune: { in: [disk: string, flags: number]; out: [blockIOTune: Entries<string, Variant>] }
      GetBlockJobInfo: { in: [disk: string, flags: number]; out: [blockJobInfo: readonly [number, bigint, bigint, bigint]] }
      GetControlInfo: { in: [flags: number]; out: [controlInfo: readonly [number, number, bigint]] }
      GetDiskErrors: { in: [flags: number]; out: [diskErrors: readonly (readonly [string, number])[]] }
      GetEmulatorPinInfo: { in: [flags: number]; out: [cpumap: readonly boolean[]] }
      GetFSInfo: { in: [flags: number]; out: [fsInfo: readonly (readonly [string, string, string, readonly string[]])[]] }
      GetGuestVcpus: { in: [flags: number]; out: [vcpus: Entries<string, Variant>] }
      GetHostname: { in: [flags: number]; out: [hostname: string] }
      GetInterfaceParameters: { in: [device: string, flags: number]; out: [interfaceParameters: Entries<string, Variant>] }
      GetIOThreadInfo: { in: [flags: number]; out: [ioThreadInfo: readonly (readonly [number, readonly boolean[]])[]] }
      GetJobInfo: { in: []; out: [jobInfo: readonly [number, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint]] }
      GetJobStats: { in: [flags: number]; out: [stats: readonly [number, Entries<string, Variant>]] }
      GetMemoryParameters: { in: [flags: number]; out: [memoryParameters: Entries<string, Variant>] }
      GetMetadata: { in: [type: number, uri: string, flags: number]; out: [metadata: string] }
      GetNumaParameters: { in: [flags: number]; out: [numaParameters: Entries<string, Variant>] }
      GetPerfEvents: { in: [flags: number]; out: [perfEvents: Entries<string, Variant>] }
      GetSchedulerParameters: { in: [flags: number]; out: [SchedulerParameters: Entries<string, Variant>] }
      GetSecurityLabelList: { in: []; out: [securityLabels: readonly (readonly [string, boolean])[]] }
      GetState: { in: [flags: number]; out: [state: readonly [number, number]] }
      GetStats: { in: [stats: number, flags: number]; out: [records: Entries<string, Variant>] }
      GetTime: { in: [flags: number]; out: [time: readonly [bigint, number]] }
      GetVcpuPinInfo: { in: [flags: number]; out: [vcpuPinInfo: readonly (readonly boolean[])[]] }
      GetVcpus: { in: [flags: number]; out: [vcpus: number] }
      GetXMLDesc: { in: [flags: number]; out: [xml: string] }
      HasManagedSaveImage: { in: [flags: number]; out: [managedSaveImage: boolean] }
      InjectNMI: { in: [flags: number]; out: [] }
      InterfaceAddresses: { in: [source: number, flags: number]; out: [ifaces: readonly (readonly [string, string, readonly (readonly [number, string, number])[]])[]] }
      ListDomainSnapshots: { in: [flags: number]; out: [domainSnapshots: readonly string[]] }
      ManagedSave: { in: [flags: number]; out: [] }
      ManagedSaveRemove: { in: [flags: number]; out: [] }
      MemoryPeek: { in: [offset: bigint, size: bigint, flags: number]; out: [buffer: Uint8Array] }
      MemoryStats: { in: [flags: number]; out: [stats: Entries<number, bigint>] }
      MigrateGetCompressionCache: { in: [flags: number]; out: [cacheSize: bigint] }
      MigrateGetMaxSpeed: { in: [flags: number]; out: [bandwidth: bigint] }
      MigrateSetCompressionCache: { in: [cacheSize: bigint, flags: number]; out: [] }
      MigrateSetMaxDowntime: { in: [downtime: bigint, flags: number]; out: [] }
      MigrateSetMaxSpeed: { in: [bandwidth: bigint, flags: number]; out: [] }
      MigrateStartPostCopy: { in: [flags: number]; out: [] }
      MigrateToURI3: { in: [dconuri: string, params: Entries<string, Variant>, flags: number]; out: [] }
      OpenGraphicsFD: { in: [idx: number, flags: number]; out: [fd: number] }
      PinEmulator: { in: [cpumap: boolean[], flags: number]; out: [] }
      PinIOThread: { in: [iothreadId: number, cpumap: boolean[], flags: number]; out: [] }
      PinVcpu: { in: [vcpu: number, cpumap: boolean[], flags: number]; out: [] }
      PMWakeup: { in: [flags: number]; out: [] }
      Reboot: { in: [flags: number]; out: [] }
      Rename: { in: [name: string, flags: number]; out: [] }
      Reset: { in: [flags: number]; out: [] }
      Resume: { in: []; out: [] }
      Save: { in: [to: string, xml: string, flags: number]; out: [] }
      SendKey: { in: [codeset: number, holdtime: number, keycodes: number[], flags: number]; out: [] }
      SendProcessSignal: { in: [pidValue: bigint, sigNum: number, flags: number]; out: [] }
      SetBlockIOParameters: { in: [params: Entries<string, Variant>, flags: number]; out: [] }
      SetBlockIOTune: { in: [disk: string, params: Entries<string, Variant>, flags: number]; out: [] }
      SetBlockThreshold: { in: [dev: string, threshold: bigint, flags: number]; out: [] }
      SetGuestVcpus: { in: [vcpumap: boolean[], state: number, flags: number]; out: [] }
      SetInterfaceParameters: { in: [device: string, params: Entries<string, Variant>, flags: number]; out: [] }
      SetMemory: { in: [memory: bigint, flags: number]; out: [] }
      SetMemoryParameters: { in: [params: Entries<string, Variant>, flags: number]; out: [] }
      SetMemoryStatsPeriod: { in: [period: number, flags: number]; out: [] }
      SetMetadata: { in: [type: number, metadata: string, key: string, uri: string, flags: number]; out: [] }
      SetNumaParameters: { in: [params: Entries<string, Variant>, flags: number]; out: [] }
      SetPerfEvents: { in: [params: Entries<string, Variant>, flags: number]; out: [] }
      SetSchedulerParameters: { in: [params: Entries<string, Variant>, flags: number]; out: [] }
      SetUserPassword: { in: [user: string, password: string, flags: number]; out: [] }
      SetTime: { in: [seconds: bigint, nseconds: number, flags: number]; out: [] }
      SetVcpus: { in: [vcpus: number, flags: number]; out: [] }
      Shutdown: { in: [flags: number]; out: [] }
      SnapshotCurrent: { in: [flags: number]; out: [domainSnapshot: string] }
      SnapshotCreateXML: { in: [xml: string, flags: number]; out: [domainSnapshot: string] }
      SnapshotLookupByName: { in: [name: string, flags: number]; out: [domainSnapshot: string] }
      Suspend: { in: []; out: [] }
      Undefine: { in: [flags: number]; out: [] }
      UpdateDevice: { in: [xml: string, flags: number]; out: [] }
    }
    properties: {
      Active: boolean
      Autostart: boolean
      Id: number
      Name: string
      OSType: string
      Persistent: boolean
      SchedulerType: readonly [string, number]
      Updated: boolean
      UUID: string
    }
    signals: {
      AgentEvent: [state: number, reason: number]
      BalloonChange: [actual: bigint]
      BlockJob: [disk: string, type: number, status: number]
      ControlError: []
      DeviceAdded: [device: string]
      DeviceRemovalFailed: [device: string]
      DeviceRemoved: [device: string]
      DiskChange: [oldSrcPath: string, newSrcPath: string, device: string, reason: number]
      Graphics: [phase: number, local: readonly [number, string, string], remote: readonly [number, string, string], authScheme: string, identities: readonly (readonly [string, string])[]]
      IOError: [srcPath: string, device: string, action: number, reason: string]
      JobCompleted: [params: Entries<string, Variant>]
      MetadataChange: [type: number, nsuri: string]
      MigrationIteration: [iteration: number]
      PMSuspend: [reason: number]
      PMSuspendDisk: [reason: number]
      PMWakeup: [reason: number]
      Reboot: []
      RTCChange: [utcoffset: bigint]
      TrayChange: [device: string, reason: number]
      Tunable: [params: Entries<string, Variant>]
      Watchdog: [action: number]
      BlockThreshold: [device: string, devPath: string, threshold: bigint, excess: bigint]
    }
  }
  'org.libvirt.DomainSnapshot': {
    methods: {
      Delete: { in: [flags: number]; out: [] }
      GetParent: { in: [flags: number]; out: [domainSnapshot: string] }
      GetXMLDesc: { in: [flags: number]; out: [xml: string] }
      IsCurrent: { in: [flags: number]; out: [domainSnapshot: boolean] }
      ListChildren: { in: [flags: number]; out: [domainSnapshots: readonly string[]] }
      Revert: { in: [flags: number]; out: [] }
    }
    properties: {
    }
    signals: {
    }
  }
  'org.libvirt.Interface': {
    methods: {
      Create: { in: [flags: number]; out: [] }
      Destroy: { in: [flags: number]; out: [] }
      GetXMLDesc: { in: [flags: number]; out: [xml: string] }
      Undefine: { in: []; out: [] }
    }
    properties: {
      Active: boolean
      MAC: string
      Name: string
    }
    signals: {
    }
  }
  'org.libvirt.NWFilter': {
    methods: {
      GetXMLDesc: { in: [flags: number]; out: [xml: string] }
      Undefine: { in: []; out: [] }
    }
    properties: {
      Name: string
      UUID: string
    }
    signals: {
    }
  }
  'org.libvirt.Network': {
    methods: {
      Create: { in: []; out: [] }
      Destroy: { in: []; out: [] }
      GetDHCPLeases: { in: [mac: string, flags: number]; out: [leases: readonly (readonly [string, bigint, number, string, string, string, number, string, string])[]] }
      GetXMLDesc: { in: [flags: number]; out: [xml: string] }
      Undefine: { in: []; out: [] }
      Update: { in: [command: number, section: number, parentIndex: number, xml: string, flags: number]; out: [] }
    }
    properties: {
      Active: boolean
      Autostart: boolean
      Name: string
      Persistent: boolean
      UUID: string
    }
    signals: {
    }
  }
  'org.libvirt.NodeDevice': {
    methods: {
      Destroy: { in: []; out: [] }
      Detach: { in: [driverName: string, flags: number]; out: [] }
      GetXMLDesc: { in: [flags: number]; out: [xml: string] }
      ListCaps: { in: []; out: [names: readonly string[]] }
      ReAttach: { in: []; out: [] }
      Reset: { in: []; out: [] }
    }
    properties: {
      Name: string
      Parent: string
    }
    signals: {
    }
  }
  'org.libvirt.Secret': {
    methods: {
      GetValue: { in: [flags: number]; out: [value: Uint8Array] }
      GetXMLDesc: { in: [flags: number]; out: [xml: string] }
      SetValue: { in: [value: Uint8Array, flags: number]; out: [] }
      Undefine: { in: []; out: [] }
    }
    properties: {
      UUID: string
      UsageID: string
      UsageType: number
    }
    signals: {
    }
  }
  'org.libvirt.StoragePool': {
    methods: {
      Build: { in: [flags: number]; out: [] }
      Create: { in: [flags: number]; out: [] }
      Delete: { in: [flags: number]; out: [] }
      Destroy: { in: []; out: [] }
      GetInfo: { in: []; out: [info: readonly [number, bigint, bigint, bigint]] }
      GetXMLDesc: { in: [flags: number]; out: [xml: string] }
      ListStorageVolumes: { in: [flags: number]; out: [storageVols: readonly string[]] }
      Refresh: { in: [flags: number]; out: [] }
      StorageVolCreateXML: { in: [xml: string, flags: number]; out: [storageVol: string] }
      StorageVolCreateXMLFrom: { in: [xml: string, key: string, flags: number]; out: [storageVol: string] }
      StorageVolLookupByName: { in: [name: string]; out: [storageVol: string] }
      Undefine: { in: []; out: [] }
    }
    properties: {
      Active: boolean
      Autostart: boolean
      Name: string
      Persistent: boolean
      UUID: string
    }
    signals: {
      Refresh: []
    }
  }
  'org.libvirt.StorageVol': {
    methods: {
      Delete: { in: [flags: number]; out: [] }
      GetInfo: { in: [flags: number]; out: [info: readonly [number, bigint, bigint]] }
      GetXMLDesc: { in: [flags: number]; out: [xml: string] }
      Resize: { in: [capacity: bigint, flags: number]; out: [] }
      Wipe: { in: [pattern: number, flags: number]; out: [] }
    }
    properties: {
      Name: string
      Key: string
      Path: string
    }
    signals: {
    }
  }
  'org.virtbus.Connect1': {
    methods: {
      ChangesSince: { in: [sequence: bigint]; out: [changes: readonly (readonly [bigint, string, string, readonly string[]])[]] }
    }
    properties: {
      Sequence: bigint
    }
    signals: {
      Changed: [sequence: bigint, change: string, object: string, properties: readonly string[]]
    }
  }
  'org.virtbus.Domain1': {
    methods: {
      OpenConsole: { in: [device: string, flags: number]; out: [fd: number] }
    }
    properties: {
      State: number
      StateReason: number
      Title: string
      Memory: bigint
      MaxMemory: bigint
      Vcpus: number
      ShutdownAction: string
      ShutdownTimeout: number
      BootPriority: number
      BootDelay: number
      ReadyWhen: string
    }
    signals: {
    }
  }
}

/** Signatures of every member. */
export const busInterfaces = {
  'org.libvirt.Connect': {
    methods: {
      BaselineCPU: { in: 'asu', out: 's' },
      CompareCPU: { in: 'su', out: 'i' },
      DomainCreateXML: { in: 'su', out: 'o' },
      DomainCreateXMLWithFiles: { in: 'sahu', out: 'o' },
      DomainDefineXML: { in: 's', out: 'o' },
      DomainLookupByID: { in: 'i', out: 'o' },
      DomainLookupByName: { in: 's', out: 'o' },
      DomainLookupByUUID: { in: 's', out: 'o' },
      DomainRestore: { in: 'ssu', out: '' },
      DomainSaveImageDefineXML: { in: 'ssu', out: '' },
      DomainSaveImageGetXMLDesc: { in: 'su', out: 's' },
      FindStoragePoolSources: { in: 'ssu', out: 's' },
      GetAllDomainStats: { in: 'uu', out: 'a(sa{sv})' },
      GetCapabilities: { in: '', out: 's' },
      GetCPUModelNames: { in: 'su', out: 'as' },
      GetDomainCapabilities: { in: 'ssssu', out: 's' },
      GetSysinfo: { in: 'u', out: 's' },
      InterfaceChangeBegin: { in: 'u', out: '' },
      InterfaceChangeCommit: { in: 'u', out: '' },
      InterfaceChangeRollback: { in: 'u', out: '' },
      InterfaceDefineXML: { in: 'su', out: 'o' },
      InterfaceLookupByMAC: { in: 's', out: 'o' },
      InterfaceLookupByName: { in: 's', out: 'o' },
      ListDomains: { in: 'u', out: 'ao' },
      ListInterfaces: { in: 'u', out: 'ao' },
      ListNetworks: { in: 'u', out: 'ao' },
      ListNodeDevices: { in: 'u', out: 'ao' },
      ListNWFilters: { in: 'u', out: 'ao' },
      ListSecrets: { in: 'u', out: 'ao' },
      ListStoragePools: { in: 'u', out: 'ao' },
      NetworkCreateXML: { in: 's', out: 'o' },
      NetworkDefineXML: { in: 's', out: 'o' },
      NetworkLookupByName: { in: 's', out: 'o' },
      NetworkLookupByUUID: { in: 's', out: 'o' },
      NodeDeviceCreateXML: { in: 'su', out: 'o' },
      NodeDeviceLookupByName: { in: 's', out: 'o' },
      NodeDeviceLookupSCSIHostByWWN: { in: 'ssu', out: 'o' },
      NWFilterDefineXML: { in: 's', out: 'o' },
      NWFilterLookupByName: { in: 's', out: 'o' },
      NWFilterLookupByUUID: { in: 's', out: 'o' },
      NodeGetCPUMap: { in: 'u', out: 'ab' },
      NodeGetCPUStats: { in: 'iu', out: 'a{st}' },
      NodeGetFreeMemory: { in: '', out: 't' },
      NodeGetMemoryParameters: { in: 'u', out: 'a{sv}' },
      NodeGetMemoryStats: { in: 'iu', out: 'a{st}' },
      NodeGetSecurityModel: { in: '', out: '(ss)' },
      NodeSetMemoryParameters: { in: 'a{sv}u', out: '' },
      SecretDefineXML: { in: 'su', out: 'o' },
      SecretLookupByUUID: { in: 's', out: 'o' },
      SecretLookupByUsage: { in: 'is', out: 'o' },
      StoragePoolCreateXML: { in: 'su', out: 'o' },
      StoragePoolDefineXML: { in: 'su', out: 'o' },
      StoragePoolLookupByName: { in: 's', out: 'o' },
      StoragePoolLookupByUUID: { in: 's', out: 'o' },
      StorageVolLookupByKey: { in: 's', out: 'o' },
      StorageVolLookupByPath: { in: 's', out: 'o' },
    },
    properties: {
      Encrypted: { type: 'b', writable: false, emits: 'const' },
      Hostname: { type: 's', writable: false, emits: 'false' },
      LibVersion: { type: 't', writable: false, emits: 'false' },
      Secure: { type: 'b', writable: false, emits: 'const' },
      Version: { type: 't', writable: false, emits: 'false' },
    },
    signals: {
      DomainEvent: 'oii',
      NetworkEvent: 'oi',
      NodeDeviceEvent: 'oii',
      SecretEvent: 'oii',
      StoragePoolEvent: 'oii',
    },
  },
  'org.libvirt.Domain': {
    methods: {
      AbortJob: { in: '', out: '' },
      AddIOThread: { in: 'uu', out: '' },
      AttachDevice: { in: 'su', out: '' },
      BlockCommit: { in: 'ssstu', out: '' },
      BlockCopy: { in: 'ssa{sv}u', out: '' },
      BlockJobAbort: { in: 'su', out: '' },
      BlockPeek: { in: 'sttu', out: 'ay' },
      BlockPull: { in: 'stu', out: '' },
      BlockRebase: { in: 'sstu', out: '' },
      BlockResize: { in: 'stu', out: '' },
      BlockJobSetSpeed: { in: 'stu', out: '' },
      CoreDump: { in: 'suu', out: '' },
      Create: { in: 'u', out: '' },
      CreateWithFiles: { in: 'ahu', out: '' },
      DelIOThread: { in: 'uu', out: '' },
      Destroy: { in: 'u', out: '' },
      DetachDevice: { in: 'su', out: '' },
      FSFreeze: { in: 'asu', out: 'u' },
      FSThaw: { in: 'asu', out: 'u' },
      FSTrim: { in: 'stu', out: '' },
      GetBlockIOParameters: { in: 'u', out: 'a{sv}' },
      GetBlockIOTune: { in: 'su', out: 'a{sv}' },
      GetBlockJobInfo: { in: 'su', out: '(ittt)' },
      GetControlInfo: { in: 'u', out: '(uut)' },
      GetDiskErrors: { in: 'u', out: 'a(si)' },
      GetEmulatorPinInfo: { in: 'u', out: 'ab' },
      GetFSInfo: { in: 'u', out: 'a(sssas)' },
      GetGuestVcpus: { in: 'u', out: 'a{sv}' },
      GetHostname: { in: 'u', out: 's' },
      GetInterfaceParameters: { in: 'su', out: 'a{sv}' },
      GetIOThreadInfo: { in: 'u', out: 'a(uab)' },
      GetJobInfo: { in: '', out: '(ittttttttttt)' },
      GetJobStats: { in: 'u', out: '(ia{sv})' },
      GetMemoryParameters: { in: 'u', out: 'a{sv}' },
      GetMetadata: { in: 'isu', out: 's' },
      GetNumaParameters: { in: 'u', out: 'a{sv}' },
      GetPerfEvents: { in: 'u', out: 'a{sv}' },
      GetSchedulerParameters: { in: 'u', out: 'a{sv}' },
      GetSecurityLabelList: { in: '', out: 'a(sb)' },
      GetState: { in: 'u', out: '(ii)' },
      GetStats: { in: 'uu', out: 'a{sv}' },
      GetTime: { in: 'u', out: '(tu)' },
      GetVcpuPinInfo: { in: 'u', out: 'aab' },
      GetVcpus: { in: 'u', out: 'u' },
      GetXMLDesc: { in: 'u', out: 's' },
      HasManagedSaveImage: { in: 'u', out: 'b' },
      InjectNMI: { in: 'u', out: '' },
      InterfaceAddresses: { in: 'uu', out: 'a(ssa(isu))' },
      ListDomainSnapshots: { in: 'u', out: 'ao' },
      ManagedSave: { in: 'u', out: '' },
      ManagedSaveRemove: { in: 'u', out: '' },
      MemoryPeek: { in: 'ttu', out: 'ay' },
      MemoryStats: { in: 'u', out: 'a{it}' },
      MigrateGetCompressionCache: { in: 'u', out: 't' },
      MigrateGetMaxSpeed: { in: 'u', out: 't' },
      MigrateSetCompressionCache: { in: 'tu', out: '' },
      MigrateSetMaxDowntime: { in: 'tu', out: '' },
      MigrateSetMaxSpeed: { in: 'tu', out: '' },
      MigrateStartPostCopy: { in: 'u', out: '' },
      MigrateToURI3: { in: 'sa{sv}u', out: '' },
      OpenGraphicsFD: { in: 'uu', out: 'h' },
      PinEmulator: { in: 'abu', out: '' },
      PinIOThread: { in: 'uabu', out: '' },
      PinVcpu: { in: 'uabu', out: '' },
      PMWakeup: { in: 'u', out: '' },
      Reboot: { in: 'u', out: '' },
      Rename: { in: 'su', out: '' },
      Reset: { in: 'u', out: '' },
      Resume: { in: '', out: '' },
      Save: { in: 'ssu', out: '' },
      SendKey: { in: 'uuauu', out: '' },
      SendProcessSignal: { in: 'xuu', out: '' },
      SetBlockIOParameters: { in: 'a{sv}u', out: '' },
      SetBlockIOTune: { in: 'sa{sv}u', out: '' },
      SetBlockThreshold: { in: 'stu', out: '' },
      SetGuestVcpus: { in: 'abiu', out: '' },
      SetInterfaceParameters: { in: 'sa{sv}u', out: '' },
      SetMemory: { in: 'tu', out: '' },
      SetMemoryParameters: { in: 'a{sv}u', out: '' },
      SetMemoryStatsPeriod: { in: 'iu', out: '' },
      SetMetadata: { in: 'isssu', out: '' },
      SetNumaParameters: { in: 'a{sv}u', out: '' },
      SetPerfEvents: { in: 'a{sv}u', out: '' },
      SetSchedulerParameters: { in: 'a{sv}u', out: '' },
      SetUserPassword: { in: 'ssu', out: '' },
      SetTime: { in: 'tuu', out: '' },
      SetVcpus: { in: 'uu', out: '' },
      Shutdown: { in: 'u', out: '' },
      SnapshotCurrent: { in: 'u', out: 'o' },
      SnapshotCreateXML: { in: 'su', out: 'o' },
      SnapshotLookupByName: { in: 'su', out: 'o' },
      Suspend: { in: '', out: '' },
      Undefine: { in: 'u', out: '' },
      UpdateDevice: { in: 'su', out: '' },
    },
    properties: {
      Active: { type: 'b', writable: false, emits: 'true' },
      Autostart: { type: 'b', writable: true, emits: 'true' },
      Id: { type: 'u', writable: false, emits: 'true' },
      Name: { type: 's', writable: false, emits: 'true' },
      OSType: { type: 's', writable: false, emits: 'false' },
      Persistent: { type: 'b', writable: false, emits: 'true' },
      SchedulerType: { type: '(si)', writable: false, emits: 'false' },
      Updated: { type: 'b', writable: false, emits: 'true' },
      UUID: { type: 's', writable: false, emits: 'const' },
    },
    signals: {
      AgentEvent: 'ii',
      BalloonChange: 't',
      BlockJob: 'sii',
      ControlError: '',
      DeviceAdded: 's',
      DeviceRemovalFailed: 's',
      DeviceRemoved: 's',
      DiskChange: 'sssi',
      Graphics: 'i(iss)(iss)sa(ss)',
      IOError: 'ssis',
      JobCompleted: 'a{sv}',
      MetadataChange: 'is',
      MigrationIteration: 'i',
      PMSuspend: 'i',
      PMSuspendDisk: 'i',
      PMWakeup: 'i',
      Reboot: '',
      RTCChange: 'x',
      TrayChange: 'si',
      Tunable: 'a{sv}',
      Watchdog: 'i',
      BlockThreshold: 'sstt',
    },
  },
  'org.libvirt.DomainSnapshot': {
    methods: {
      Delete: { in: 'u', out: '' },
      GetParent: { in: 'u', out: 'o' },
      GetXMLDesc: { in: 'u', out: 's' },
      IsCurrent: { in: 'u', out: 'b' },
      ListChildren: { in: 'u', out: 'ao' },
      Revert: { in: 'u', out: '' },
    },
    properties: {
    },
    signals: {
    },
  },
  'org.libvirt.Interface': {
    methods: {
      Create: { in: 'u', out: '' },
      Destroy: { in: 'u', out: '' },
      GetXMLDesc: { in: 'u', out: 's' },
      Undefine: { in: '', out: '' },
    },
    properties: {
      Active: { type: 'b', writable: false, emits: 'true' },
      MAC: { type: 's', writable: false, emits: 'const' },
      Name: { type: 's', writable: false, emits: 'const' },
    },
    signals: {
    },
  },
  'org.libvirt.NWFilter': {
    methods: {
      GetXMLDesc: { in: 'u', out: 's' },
      Undefine: { in: '', out: '' },
    },
    properties: {
      Name: { type: 's', writable: false, emits: 'const' },
      UUID: { type: 's', writable: false, emits: 'const' },
    },
    signals: {
    },
  },
  'org.libvirt.Network': {
    methods: {
      Create: { in: '', out: '' },
      Destroy: { in: '', out: '' },
      GetDHCPLeases: { in: 'su', out: 'a(sxisssuss)' },
      GetXMLDesc: { in: 'u', out: 's' },
      Undefine: { in: '', out: '' },
      Update: { in: 'uuisu', out: '' },
    },
    properties: {
      Active: { type: 'b', writable: false, emits: 'true' },
      Autostart: { type: 'b', writable: true, emits: 'true' },
      Name: { type: 's', writable: false, emits: 'const' },
      Persistent: { type: 'b', writable: false, emits: 'true' },
      UUID: { type: 's', writable: false, emits: 'const' },
    },
    signals: {
    },
  },
  'org.libvirt.NodeDevice': {
    methods: {
      Destroy: { in: '', out: '' },
      Detach: { in: 'su', out: '' },
      GetXMLDesc: { in: 'u', out: 's' },
      ListCaps: { in: '', out: 'as' },
      ReAttach: { in: '', out: '' },
      Reset: { in: '', out: '' },
    },
    properties: {
      Name: { type: 's', writable: false, emits: 'const' },
      Parent: { type: 's', writable: false, emits: 'const' },
    },
    signals: {
    },
  },
  'org.libvirt.Secret': {
    methods: {
      GetValue: { in: 'u', out: 'ay' },
      GetXMLDesc: { in: 'u', out: 's' },
      SetValue: { in: 'ayu', out: '' },
      Undefine: { in: '', out: '' },
    },
    properties: {
      UUID: { type: 's', writable: false, emits: 'const' },
      UsageID: { type: 's', writable: false, emits: 'const' },
      UsageType: { type: 'i', writable: false, emits: 'const' },
    },
    signals: {
    },
  },
  'org.libvirt.StoragePool': {
    methods: {
      Build: { in: 'u', out: '' },
      Create: { in: 'u', out: '' },
      Delete: { in: 'u', out: '' },
      Destroy: { in: '', out: '' },
      GetInfo: { in: '', out: '(ittt)' },
      GetXMLDesc: { in: 'u', out: 's' },
      ListStorageVolumes: { in: 'u', out: 'ao' },
      Refresh: { in: 'u', out: '' },
      StorageVolCreateXML: { in: 'su', out: 'o' },
      StorageVolCreateXMLFrom: { in: 'ssu', out: 'o' },
      StorageVolLookupByName: { in: 's', out: 'o' },
      Undefine: { in: '', out: '' },
    },
    properties: {
      Active: { type: 'b', writable: false, emits: 'true' },
      Autostart: { type: 'b', writable: true, emits: 'true' },
      Name: { type: 's', writable: false, emits: 'const' },
      Persistent: { type: 'b', writable: false, emits: 'true' },
      UUID: { type: 's', writable: false, emits: 'const' },
    },
    signals: {
      Refresh: '',
    },
  },
  'org.libvirt.StorageVol': {
    methods: {
      Delete: { in: 'u', out: '' },
      GetInfo: { in: 'u', out: '(itt)' },
      GetXMLDesc: { in: 'u', out: 's' },
      Resize: { in: 'tu', out: '' },
      Wipe: { in: 'uu', out: '' },
    },
    properties: {
      Name: { type: 's', writable: false, emits: 'const' },
      Key: { type: 's', writable: false, emits: 'const' },
      Path: { type: 's', writable: false, emits: 'const' },
    },
    signals: {
    },
  },
  'org.virtbus.Connect1': {
    methods: {
      ChangesSince: { in: 't', out: 'a(tsoas)' },
    },
    properties: {
      Sequence: { type: 't', writable: false, emits: 'false' },
    },
    signals: {
      Changed: 'tsoas',
    },
  },
  'org.virtbus.Domain1': {
    methods: {
      OpenConsole: { in: 'su', out: 'h' },
    },
    properties: {
      State: { type: 'i', writable: false, emits: 'true' },
      StateReason: { type: 'i', writable: false, emits: 'true' },
      Title: { type: 's', writable: false, emits: 'true' },
      Memory: { type: 't', writable: false, emits: 'true' },
      MaxMemory: { type: 't', writable: false, emits: 'true' },
      Vcpus: { type: 'u', writable: false, emits: 'true' },
      ShutdownAction: { type: 's', writable: false, emits: 'true' },
      ShutdownTimeout: { type: 'i', writable: false, emits: 'true' },
      BootPriority: { type: 'i', writable: false, emits: 'true' },
      BootDelay: { type: 'u', writable: false, emits: 'true' },
      ReadyWhen: { type: 's', writable: false, emits: 'true' },
    },
    signals: {
    },
  },
} as const
