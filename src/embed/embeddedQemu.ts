// The QEMU driver below a root of its own.
import type { CallContext, Driver, Found } from '../api/Driver.js'
import { connectListAllDomainsFlags } from '../api/enums/domain.js'
import { embeddedDirectories } from '../config/directories.js'
import { EventFeed } from '../drivers/EventFeed.js'
import { buildCommandLine } from '../drivers/qemu/command/buildCommandLine.js'
import { createQemuDriver } from '../drivers/qemu/createQemuDriver.js'
import { systemHost } from '../host/Host.js'
import { machineUuid } from '../host/hostUuid.js'

/** What an embedded driver is made of besides its root. */
export interface EmbeddedParts {
  /** Values of secrets by UUID in canonical form. */
  readonly secrets: ReadonlyMap<string, Uint8Array>
}

/** The driver `qemu:///embed?root=…`; `start` makes it usable. Guests run bare, in the control group of this process. */
export async function embeddedQemu(root: string, { secrets }: EmbeddedParts): Promise<Driver> {
  return createQemuDriver({
    directories: embeddedDirectories(root),
    feed: new EventFeed(),
    host: systemHost(),
    uri: `qemu:///embed?root=${encodeURIComponent(root).replaceAll('%2F', '/')}`,
    privileged: process.getuid?.() === 0,
    hostUuid: await machineUuid('smbios'),
    buildCommand: buildCommandLine,
    secretValue: reference => ('uuid' in reference ? secrets.get(reference.uuid) : undefined),
  })
}

/** A call of the program itself: nobody is asked about it. */
export function ownCall(signal: AbortSignal): CallContext {
  return {
    caller: { identity: {}, trusted: true, readOnly: false, interactive: false },
    signal,
    files: {
      count: 0,
      take: () => {
        throw new Error('no descriptor came with a call of our own')
      },
    },
    sendFile: () => {},
  }
}

/** Ends every guest of a driver. @returns what ran @throws LibvirtError when a QEMU does not go away */
export async function endGuests({ verbs }: Driver): Promise<readonly Found[]> {
  const call = ownCall(new AbortController().signal)
  const list = await verbs.connectListAllDomains?.({ need_results: 1, flags: connectListAllDomainsFlags.ACTIVE }, call)
  const guests = list?.domains ?? []
  await Promise.all(guests.map(async dom => verbs.domainDestroy?.({ dom }, call)))
  return guests
}
