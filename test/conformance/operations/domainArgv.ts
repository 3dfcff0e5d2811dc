import { buildCommandLine } from '../../../src/drivers/qemu/command/buildCommandLine.js'
import { prepareDomain } from '../../../src/drivers/qemu/command/prepareDomain.js'
import { shortName } from '../../../src/drivers/qemu/shortName.js'
import { LibvirtError } from '../../../src/api/LibvirtError.js'
import type { Domain } from '../../../src/model/domain/Domain.js'
import { parseDomain } from '../../../src/model/domain/parseDomain.js'
import { commandContext, privateDirectoryOf } from '../environment/commandEnvironment.js'
import { caseDomainContext } from '../environment/domainContext.js'
import { caseCapabilities } from '../environment/fixtureCapabilities.js'
import { fixtureHostCpu } from '../environment/fixtureHostCpu.js'
import { connectNetworks, fixtureNetworkAddress, resolveVolumes } from '../environment/fixtureNetworks.js'
import { inputOf, type Operation, type Request, StageError } from './Operation.js'

/** The id of a guest whose command line is built but not run. */
const buildingId = -1

/** Runs a step and reports its refusal in libvirt's own words, as the goldens have them. */
function atStage<T>(stage: string, step: () => T): T {
  try {
    return step()
  } catch (error) {
    if (error instanceof LibvirtError) throw new StageError(stage, error.text, { cause: error })
    throw error
  }
}

function confOf({ params }: Request): Record<string, unknown> {
  const { conf } = params
  return typeof conf === 'object' && conf !== null ? Object.fromEntries(Object.entries(conf)) : {}
}

const ports = { vnc: 5900, vncWebsocket: 5700, spice: 5901, spiceTls: 5902, rdp: 3389 }

function command(domain: Domain, request: Request): object {
  const { root, params } = request
  const conf = confOf(request)
  const capabilities = caseCapabilities(root, params)
  const { qemu } = caseDomainContext(root, params)
  const short = shortName(buildingId, domain.name)
  connectNetworks(domain, root)
  resolveVolumes(domain, root)
  prepareDomain(domain, {
    displays: {
      vncListen: '127.0.0.1',
      spiceListen: '127.0.0.1',
      vncAutoSocket: conf['vnc_auto_unix_socket'] === 1,
      spiceAutoSocket: conf['spice_auto_unix_socket'] === 1,
      spiceTls: conf['spice_tls'] === 1,
      privateDirectory: privateDirectoryOf(short),
      takePort: purpose => ports[purpose],
      networkAddress: network => fixtureNetworkAddress(root, network),
      renderNode: '/dev/dri/foo',
    },
    channelDirectory: `/var/run/libvirt/qemu/channel/${short}`,
    chardevTls: conf['chardev_tls'] === 1,
    vxhsTls: conf['vxhs_tls'] === 1,
    // Nothing runs, so nothing is written.
    transientLayers: true,
    capabilities,
    firmware: qemu && { firmwares: qemu.firmwares, nvramDirectory: qemu.nvramDirectory, abiUpdate: false },
    hostCpu: fixtureHostCpu(root, params['hostCpu']),
    migrating: params['migrateFrom'] !== undefined,
  })
  const { program, args, environment } = buildCommandLine(
    domain,
    commandContext(domain, capabilities, short, { params, conf }),
  )
  const env = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  return { commands: [{ env, argv: [program, ...args] }] }
}

const xmlToArgv: Operation = request => {
  const options = { inactive: true, abiUpdate: request.params['abiUpdate'] === true }
  const domain = atStage('parse', () =>
    parseDomain(inputOf(request, 'xml'), caseDomainContext(request.root, request.params), options),
  )
  return atStage('argv', () => command(domain, request))
}

export const domainArgvOperations: readonly (readonly [string, Operation])[] = [['domain.xml2argv', xmlToArgv]]
