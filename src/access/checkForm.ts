// What libvirt's API layer and the first lines of its driver functions refuse before any object is looked up.
import type { Caller } from '../api/Caller.js'
import type { Call } from '../api/call.js'
import type { Driver } from '../api/Driver.js'
import { LibvirtError } from '../api/LibvirtError.js'
import { checkArguments } from './checkArguments.js'
import { checkLimits } from './checkLimits.js'
import { olderForms } from './olderForms.js'
import type { Values } from './perform.js'

/** @throws LibvirtError OPERATION_DENIED on a read-only connection, INVALID_ARG for arguments or flags that do not fit, RPC for too much */
export function checkForm(call: Call, driver: Driver, args: Values, caller: Caller): void {
  const { flags: given } = args
  const flags = typeof given === 'number' ? given >>> 0 : 0
  if (caller.readOnly && writes(call, flags, args)) {
    throw new LibvirtError('OPERATION_DENIED', `read only access prevents ${call.api}`, { domain: driver.errorDomain })
  }
  checkArguments(call, args)
  for (const [[first, a], [second, b]] of call.exclusive ?? []) {
    if (flags & a && flags & b) refuse(driver, `Flags '${first}' and '${second}' are mutually exclusive`)
  }
  for (const [[name, flag], [needed, other]] of call.requires ?? []) {
    if (flags & flag && !(flags & other)) refuse(driver, `Flag '${needed}' is required by flag '${name}'`)
  }
  checkLimits(call, args)
  const accepted = call.flags?.[driver.key]
  if (accepted === undefined || !isServed(call, driver)) return
  const unknown = (flags & ~accepted) >>> 0
  if (unknown !== 0)
    refuse(driver, `unsupported flags (0x${unknown.toString(16)}) in function ${functionName(call, driver)}`)
}

function writes(call: Call, flags: number, args: Values): boolean {
  const { writes } = call
  if (writes === undefined || writes === true) return writes === true
  if ('ifAnyFlag' in writes) return (flags & writes.ifAnyFlag) !== 0
  return args[writes.ifArgument.name] === writes.ifArgument.value
}

function refuse(driver: Driver, text: string): never {
  throw new LibvirtError('INVALID_ARG', text, { domain: driver.errorDomain, bare: true })
}

/** What a driver lacks is refused as such, whatever the flags. */
function isServed({ name }: Call, { verbs }: Driver): boolean {
  const newer = olderForms.get(name)
  return name in verbs || (newer !== undefined && newer.call in verbs)
}

/** libvirt's name of the driver's function, as its messages carry it: `qemuDomainUndefineFlags`, `networkUndefine`. */
function functionName(call: Call, driver: Driver): string {
  const api = call.api.replace(/^vir/, '')
  const prefix = prefixes[driver.key]
  return api.toLowerCase().startsWith(prefix.toLowerCase()) ? prefix + api.slice(prefix.length) : prefix + api
}

const prefixes = {
  qemu: 'qemu',
  test: 'test',
  network: 'network',
  storage: 'storage',
  nodedev: 'node',
  secret: 'secret',
  interface: 'netcf',
  nwfilter: 'nwfilter',
} as const
