// A guest's consoles, as streams.
import { domainConsoleFlags } from '../../../api/enums/domain.js'
import type { CallContext } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { DescriptorSocket } from '../../../host/DescriptorSocket.js'
import { systemError } from '../../../host/systemError.js'
import { Terminal } from '../../../host/Terminal.js'
import type { CharacterDevice } from '../../../model/domain/devices/characterDevice.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuVerbs } from '../QemuVerbs.js'

export const consoleVerbs = (): QemuVerbs => {
  const sessions = new ConsoleSessions()
  return {
    domainOpenConsole({ dom, dev_name: alias, flags }, call) {
      dom.active()
      sessions.open(dom, findConsole(dom, alias), flags, call)
    },
    domainOpenChannel({ dom, name, flags }, call) {
      dom.active()
      sessions.open(dom, findChannel(dom, name), flags, call)
    },
  }
}

/** The device with that alias, or the first console, or else the first serial or parallel port. */
function findConsole({ definition: { devices } }: QemuDomain, alias: string | undefined): CharacterDevice {
  const all = [...devices.console, ...devices.serial, ...devices.parallel]
  const found = alias === undefined ? all[0] : all.find(({ info }) => info.alias === alias)
  if (found) return found
  throw new LibvirtError(
    'INTERNAL_ERROR',
    alias === undefined ? 'cannot find default console device' : `cannot find console device '${alias}'`,
  )
}

function findChannel({ definition: { devices } }: QemuDomain, name: string | undefined): CharacterDevice {
  const found = devices.channel.find(
    ({ target, info }) => name === undefined || info.alias === name || ('name' in target && target.name === name),
  )
  if (found) return found
  throw new LibvirtError(
    'INTERNAL_ERROR',
    name === undefined ? 'cannot find default channel device' : `cannot find channel ${name}`,
  )
}

type Session = Terminal | DescriptorSocket

/** One session for each device, so that two clients do not steal each other's keys. */
class ConsoleSessions {
  readonly #open = new Map<string, Session>()

  /** @throws LibvirtError OPERATION_FAILED when somebody else has the console and FORCE is not asked for */
  open(domain: QemuDomain, { source, info }: CharacterDevice, flags: number, call: CallContext): void {
    if (!call.openStream) throw new LibvirtError('NO_SUPPORT', 'virDomainOpenConsole')
    const path = 'path' in source ? source.path : undefined
    if (path === undefined || (source.type !== 'pty' && source.type !== 'dev' && source.type !== 'unix')) {
      throw new LibvirtError('INTERNAL_ERROR', `character device ${info.alias} is not using a PTY, TCP or UNIX`)
    }
    const former = this.#open.get(path)
    if (former && !(flags & domainConsoleFlags.FORCE)) {
      throw new LibvirtError('OPERATION_FAILED', `Active console session exists for this domain`, {
        hint: `Someone else has the console of guest '${domain.name}'; with the flag FORCE (virsh console --force) they are cut off`,
      })
    }
    former?.destroy()
    const session = source.type === 'unix' ? connect(path) : new Terminal(path)
    this.#open.set(path, session)
    session.once('close', () => {
      if (this.#open.get(path) === session) this.#open.delete(path)
    })
    call.openStream(session)
  }
}

function connect(path: string): DescriptorSocket {
  try {
    return DescriptorSocket.connect(path)
  } catch (error) {
    throw systemError(`Failed to connect to the console's socket '${path}'`, error)
  }
}
