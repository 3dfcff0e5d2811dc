// Networks and pools of the fixtures, resolved as a start of the guest would.
import { existsSync, readFileSync } from 'node:fs'
import { LibvirtError } from '../../../src/api/LibvirtError.js'
import type { Domain } from '../../../src/model/domain/Domain.js'
import type { InterfaceConnection } from '../../../src/model/domain/devices/interface.js'
import type { Disk } from '../../../src/model/domain/devices/disk.js'
import { parseNetworkPort } from '../../../src/model/networkPort/parseNetworkPort.js'
import type { NetworkPlug } from '../../../src/model/networkPort/NetworkPort.js'
import { parseXml } from '../../../src/model/xml/parseXml.js'
import { fixedRandom } from '../fixedRandom.js'

/** The connection a port of a network gives. */
function connectionOf(plug: NetworkPlug, network: string): InterfaceConnection {
  switch (plug.type) {
    case 'network':
      return { type: 'network', network, bridge: plug.bridge }
    case 'bridge':
      return { type: 'bridge', bridge: plug.bridge }
    case 'direct':
      return { type: 'direct', dev: plug.device, mode: plug.mode }
    case 'hostdev-pci':
      return { type: 'hostdev', managed: plug.managed, source: { type: 'pci', address: plug.address } }
    case 'none':
      throw new LibvirtError('INTERNAL_ERROR', `network '${network}' gave no connection`)
  }
}

function read(root: string, kind: 'networks' | 'ports' | 'pools', name: string): string | undefined {
  const path = `${root}/fixtures/${kind}/${name}.xml`
  return /^[\w-]+$/.test(name) && existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** A network is called `A;B`: `A` is its document, `B` the port it gives. */
function parts(network: string): [string, string] {
  const [name = '', port = ''] = network.split(';')
  return [name, port]
}

/** Gives interfaces on networks their actual connections. @throws LibvirtError NO_NETWORK */
export function connectNetworks(domain: Domain, root: string): void {
  for (const net of domain.devices.interface) {
    if (net.connection.type !== 'network') continue
    const [name, portName] = parts(net.connection.network)
    const port = read(root, 'ports', portName)
    if (read(root, 'networks', name) === undefined || port === undefined) {
      throw new LibvirtError(
        'NO_NETWORK',
        `Network not found: no network with matching name '${net.connection.network}'`,
        { bare: true },
      )
    }
    const { plug } = parseNetworkPort(port, fixedRandom)
    net.actual = { connection: connectionOf(plug, net.connection.network) }
  }
}

/** Address of a network's bridge. @throws LibvirtError NO_NETWORK */
export function fixtureNetworkAddress(root: string, network: string): string {
  const [name] = parts(network)
  const text = read(root, 'networks', name)
  const address = text === undefined ? undefined : parseXml(text).child('ip')?.attribute('address')
  if (address === undefined) {
    throw new LibvirtError('NO_NETWORK', `Network not found: no network with matching name '${network}'`, {
      bare: true,
    })
  }
  return address
}

function resolveVolume(disk: Disk, root: string): void {
  const { source } = disk
  if (source.type !== 'volume') return
  const { pool, volume, mode } = source
  if (pool === 'inactive') {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `storage pool '${pool}' containing volume '${volume}' is not active`)
  }
  const text = read(root, 'pools', pool)
  if (text === undefined) throw new LibvirtError('NO_STORAGE_POOL', `no storage pool with matching name '${pool}'`)
  if (volume === 'nonexistent') {
    throw new LibvirtError('NO_STORAGE_VOL', `no storage vol with matching name '${volume}'`)
  }
  const [kind, path] = volume.includes('+') ? volume.split('+') : ['block', volume]
  const place = `/some/${kind}/device/${path}`
  const document = parseXml(text)
  const { type: _, ...kept } = source
  if (document.attribute('type') === 'iscsi' && mode === 'direct') {
    disk.source = { ...kept, ...directIscsi(document, volume) }
  } else if (kind === 'file') disk.source = { ...kept, type: 'file', path: place }
  else if (kind === 'dir') disk.source = { ...kept, type: 'dir', path: place }
  else disk.source = { ...kept, type: 'block', path: place }
}

/** QEMU speaks to the target itself; the volume's name holds the unit: `unit:0:0:N`. */
function directIscsi(pool: ReturnType<typeof parseXml>, volume: string) {
  const source = pool.child('source')
  const target = source?.child('device')?.attribute('path') ?? ''
  const auth = source?.child('auth')
  const uuid = auth?.child('secret')?.attribute('uuid')
  const unit = volume.split(':').at(-1)
  return {
    type: 'network' as const,
    protocol: 'iscsi' as const,
    name: `${target}/${unit}`,
    hosts: [{ name: source?.child('host')?.attribute('name') ?? '' }],
    ...(auth &&
      uuid !== undefined && {
        auth: { username: auth.attribute('username') ?? '', secretType: 'iscsi', secret: { uuid } },
      }),
  }
}

/** Replaces volumes by what they are. @throws LibvirtError */
export function resolveVolumes(domain: Domain, root: string): void {
  for (const disk of domain.devices.disk) resolveVolume(disk, root)
}
