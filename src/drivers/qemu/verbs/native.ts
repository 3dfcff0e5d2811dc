// The command line of a guest that nobody starts, for people who want to see it.
import { join } from 'node:path'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { scsiGenericName } from '../../../host/scsiGenericName.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { parseDomain } from '../../../model/domain/parseDomain.js'
import type { DisplaySettings } from '../command/prepareGraphics.js'
import { commandText } from '../command/commandText.js'
import { guestSecrets, masterKeyBytes } from '../guest/guestSecrets.js'
import { completeDefinition } from '../guest/prepareDefinition.js'
import { refuseUnserved } from '../guest/refuseUnserved.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { shortName } from '../shortName.js'
import { tpmSocket } from '../tpm/startTpm.js'

/** The one format there is. The way back ended with libvirt 5.5: that call is left out, and so not supported. */
const format = 'qemu-argv'
/** Number of a guest that does not run. */
const id = -1
/** The first of each kind; nothing is taken, since nothing is started. */
const ports: Record<Parameters<DisplaySettings['takePort']>[0], number> = {
  vnc: 5900,
  vncWebsocket: 5700,
  spice: 5901,
  spiceTls: 5902,
  rdp: 3389,
}

export const nativeVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async connectDomainXmlToNative({ nativeFormat, domainXml }) {
    if (nativeFormat !== format) throw new LibvirtError('INVALID_ARG', `unsupported config type ${nativeFormat}`)
    const reading = await context.emulators.contextFor(domainXml)
    const definition = parseDomain(domainXml, reading, { inactive: true })
    return { nativeConfig: await nativeConfig(context, definition) }
  },
})

async function nativeConfig(context: QemuDriverContext, definition: Domain): Promise<string> {
  const { host, settings, directories, emulators, environment } = context
  const capabilities = await emulators.capabilities(definition.emulator ?? '')
  const short = shortName(id, definition.name)
  const folder = join(directories.qemuLib, `domain-${short}`)
  for (const disk of definition.devices.disk) if (disk.source.type === 'volume') refuseUnserved(disk)
  leaveTapsToQemu(definition)
  await completeDefinition(context, definition, capabilities, { id, folder }, purpose => ports[purpose])
  const emulated = definition.devices.tpm.filter(({ backend }) => backend.type === 'emulator')
  const socket = tpmSocket(context, id, definition.name)
  const command = context.buildCommand(definition, {
    capabilities,
    settings: settings.command,
    privateDirectory: folder,
    shortName: short,
    monitor: { path: join(folder, 'monitor.sock') },
    descriptors: { fds: new Map(), sets: new Map() },
    secrets: guestSecrets(host.random.bytes(masterKeyBytes), host.random, context.secretValue),
    now: Math.floor(host.clock.now() / 1000),
    utcOffset: -60 * new Date(host.clock.now()).getTimezoneOffset(),
    tpmSockets: new Map(emulated.map(({ info }) => [info.alias ?? '', socket])),
    scsiGenericName,
    environment,
  })
  return commandText(command)
}

/**
 * Taps are made by the driver, and a command line alone has none: whoever runs it has QEMU make them, with scripts of the
 * host's, as libvirt assumes too.
 */
function leaveTapsToQemu({ devices }: Domain): void {
  for (const net of devices.interface) {
    const { type } = net.connection
    if (type === 'network' || type === 'bridge' || type === 'direct') net.connection = { type: 'ethernet' }
  }
}
