// Pretended host interfaces, with the one transaction that libvirt allows at a time.
import { connectListAllInterfacesFlags } from '../../../api/enums/interface.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { formatInterface } from '../../../model/iface/formatInterface.js'
import type { Interface } from '../../../model/iface/Interface.js'
import { parseInterface } from '../../../model/iface/parseInterface.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { TestInterface } from './TestInterface.js'

/** Adds an interface or gives the one of its name another definition. */
export function defineInterface(host: TestHost, definition: Interface): TestInterface {
  const existing = host.interfaces.get(definition.name)
  if (existing) {
    existing.definition = definition
    host.change('changed', existing, ['interfaceGetXmlDesc'])
    return existing
  }
  const iface = new TestInterface(definition)
  host.interfaces.set(iface.name, iface)
  host.change('added', iface)
  return iface
}

function setActive(host: TestHost, iface: TestInterface, active: boolean): void {
  if (iface.active === active) throw new LibvirtError('OPERATION_INVALID')
  iface.active = active
  host.change('changed', iface, ['interfaceIsActive'])
}

/** What a rollback brings back: each interface's definition and whether it was up. */
type Backup = readonly { readonly definition: Interface; readonly active: boolean }[]

export function interfaceVerbs(host: TestHost): Verbs<TestObjects> {
  let backup: Backup | undefined
  return {
    interfaceDefineXml: {
      prepare: ({ xml }) => {
        const definition = parseInterface(xml)
        return {
          details: new TestInterface(definition).details,
          run: () => ({ iface: defineInterface(host, definition) }),
        }
      },
    },
    interfaceUndefine: ({ iface }) => {
      host.interfaces.delete(iface.name)
      host.change('removed', iface)
    },
    interfaceCreate: ({ iface }) => setActive(host, iface, true),
    interfaceDestroy: ({ iface }) => setActive(host, iface, false),
    interfaceIsActive: ({ iface }) => ({ active: iface.active ? 1 : 0 }),
    interfaceGetXmlDesc: ({ iface }) => ({ xml: formatInterface(iface.definition) }),
    interfaceLookupByName: ({ name }) => ({ iface: host.findInterface({ name, mac: '' }) }),
    interfaceLookupByMacString: ({ mac }) => {
      const found = [...host.interfaces.values()].filter(({ definition }) => definition.mac === mac)
      const [iface] = found
      if (!iface) throw new LibvirtError('NO_INTERFACE', `no interface with matching mac '${mac}'`)
      if (found.length > 1) throw new LibvirtError('MULTIPLE_INTERFACES')
      return { iface }
    },
    connectListAllInterfaces: ({ flags }) => {
      const { ACTIVE, INACTIVE } = connectListAllInterfacesFlags
      const wanted = ({ active }: TestInterface) =>
        (flags & (ACTIVE | INACTIVE)) === 0 || (flags & (active ? ACTIVE : INACTIVE)) !== 0
      const ifaces = [...host.interfaces.values()].filter(wanted)
      return { ifaces, ret: ifaces.length }
    },
    interfaceChangeBegin: () => {
      if (backup) throw new LibvirtError('OPERATION_INVALID', 'there is another transaction running.')
      backup = [...host.interfaces.values()].map(({ definition, active }) => ({ definition, active }))
    },
    interfaceChangeCommit: () => {
      if (!backup) throw new LibvirtError('OPERATION_INVALID', 'no transaction running, nothing to be committed.')
      backup = undefined
    },
    interfaceChangeRollback: () => {
      if (!backup) throw new LibvirtError('OPERATION_INVALID', 'no transaction running, nothing to rollback.')
      restore(host, backup)
      backup = undefined
    },
  }
}

function restore(host: TestHost, backup: Backup): void {
  const names = new Set(backup.map(({ definition }) => definition.name))
  for (const iface of host.interfaces.values()) {
    if (names.has(iface.name)) continue
    host.interfaces.delete(iface.name)
    host.change('removed', iface)
  }
  for (const { definition, active } of backup) {
    const iface = defineInterface(host, definition)
    if (iface.active === active) continue
    iface.active = active
    host.change('changed', iface, ['interfaceIsActive'])
  }
}
