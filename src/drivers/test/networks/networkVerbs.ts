// Pretended networks: definitions, state, events. No bridge and no dnsmasq stands behind them.
import {
  connectListAllNetworksFlags,
  networkEventLifecycleType,
  networkUpdateCommand,
  networkUpdateFlags,
  networkXMLFlags,
} from '../../../api/enums/network.js'
import type { Prepared, Verbs } from '../../../api/Driver.js'
import type { networkDefineXmlFlags } from '../../../api/calls/index.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { formatNetwork } from '../../../model/network/formatNetwork.js'
import type { Network } from '../../../model/network/Network.js'
import { parseNetwork } from '../../../model/network/parseNetwork.js'
import { type NetworkChange, updateNetwork, updateSections } from '../../../model/network/update/updateNetwork.js'
import { passesFilter } from '../../selectObjects.js'
import { Definable } from '../Definable.js'
import type { TestHost, TestNetwork, TestObjects } from '../TestHost.js'

const activityFields = ['networkIsActive', 'networkGetXmlDesc'] as const
const configFields = ['networkIsPersistent', 'networkGetXmlDesc', 'networkGetAutostart'] as const
const flag = (claim: boolean): number => (claim ? 1 : 0)

function tell(
  host: TestHost,
  net: TestNetwork,
  event: keyof typeof networkEventLifecycleType,
  fields: readonly string[],
) {
  host.options.feed.emit('networkLifecycleEvent', { net, event: networkEventLifecycleType[event], detail: 0 })
  host.change('changed', net, fields)
}

/** The network of this definition, made when there is none. @throws LibvirtError when name and UUID disagree */
export function networkFor(host: TestHost, definition: Network): TestNetwork {
  const existing = host.networks.withUuid(definition.uuid)
  if (existing && existing.name !== definition.name) {
    throw new LibvirtError(
      'OPERATION_FAILED',
      `network '${existing.name}' is already defined with uuid ${existing.uuid}`,
    )
  }
  const namesake = host.networks.withName(definition.name)
  if (namesake && namesake !== existing) {
    throw new LibvirtError('OPERATION_FAILED', `network '${namesake.name}' already exists with uuid ${namesake.uuid}`)
  }
  if (existing) return existing
  const net: TestNetwork = new Definable('network', definition)
  host.networks.add(net)
  host.change('added', net)
  return net
}

function start(host: TestHost, net: TestNetwork, definition: Network): void {
  if (net.active) throw new LibvirtError('OPERATION_INVALID', `Network '${net.name}' is already running`)
  net.live = definition
  tell(host, net, 'STARTED', activityFields)
}

function forgetIfGone(host: TestHost, net: TestNetwork): void {
  if (net.active || net.config) return
  host.networks.delete(net)
  host.change('removed', net)
}

function prepare(
  host: TestHost,
  xml: string,
  act: (net: TestNetwork, definition: Network) => void,
): Prepared<typeof networkDefineXmlFlags, TestObjects> {
  const definition = parseNetwork(xml, host.options.context.random)
  return {
    details: { network_name: definition.name, network_uuid: definition.uuid },
    run: () => {
      const net = networkFor(host, definition)
      act(net, definition)
      return { net }
    },
  }
}

function define(host: TestHost, net: TestNetwork, definition: Network): void {
  net.config = definition
  tell(host, net, 'DEFINED', configFields)
}

export function networkVerbs(host: TestHost): Verbs<TestObjects> {
  const missing = (what: string) => new LibvirtError('NO_NETWORK', `no network with matching ${what}`)
  return {
    networkDefineXmlFlags: {
      prepare: ({ xml }) => prepare(host, xml, (net, definition) => define(host, net, definition)),
    },
    networkCreateXmlFlags: {
      prepare: ({ xml }) => prepare(host, xml, (net, definition) => start(host, net, definition)),
    },
    networkCreate: ({ net }) => start(host, net, net.definition),
    networkDestroy: ({ net }) => {
      if (!net.active) throw new LibvirtError('OPERATION_INVALID', `network '${net.name}' is not running`)
      net.live = undefined
      host.portsOf(net).clear()
      tell(host, net, 'STOPPED', activityFields)
      forgetIfGone(host, net)
    },
    networkUndefine: ({ net }) => {
      if (!net.config) throw new LibvirtError('OPERATION_INVALID', `network '${net.name}' is not persistent`)
      net.config = undefined
      net.autostart = false
      tell(host, net, 'UNDEFINED', configFields)
      forgetIfGone(host, net)
    },
    networkUpdate: ({ net, flags, ...update }) => {
      const touched = updateTargets(net, flags)
      for (const which of touched) {
        const current = net[which]
        if (current) net[which] = updateNetwork(current, changeOf(update))
      }
      host.change('changed', net, ['networkGetXmlDesc'])
    },
    networkGetXmlDesc: ({ net, flags }) => {
      const inactive = (flags & networkXMLFlags.XML_INACTIVE) !== 0
      return { xml: formatNetwork(inactive ? (net.config ?? net.definition) : net.definition) }
    },
    networkGetBridgeName: ({ net }) => {
      const { name } = net.definition.bridge
      if (name === undefined) {
        throw new LibvirtError('INTERNAL_ERROR', `network '${net.name}' does not have a bridge name.`)
      }
      return { name }
    },
    networkGetAutostart: ({ net }) => ({ autostart: flag(net.autostart) }),
    networkSetAutostart: ({ net, autostart }) => {
      if (!net.config) throw new LibvirtError('OPERATION_INVALID', 'cannot set autostart for transient network')
      net.autostart = autostart !== 0
      host.change('changed', net, ['networkGetAutostart'])
    },
    networkIsActive: ({ net }) => ({ active: flag(net.active) }),
    networkIsPersistent: ({ net }) => ({ persistent: flag(net.config !== undefined) }),
    networkLookupByName: ({ name }) => {
      const net = host.networks.withName(name)
      if (!net) throw missing(`name '${name}'`)
      return { net }
    },
    networkLookupByUuid: ({ uuid }) => {
      const net = host.networks.withUuid(uuid)
      if (!net) throw missing(`uuid '${uuid}'`)
      return { net }
    },
    connectListAllNetworks: ({ flags }) => {
      const nets = [...host.networks].filter(({ active, config, autostart }) =>
        passesFilter({ active, persistent: config !== undefined, autostart }, flags, connectListAllNetworksFlags),
      )
      return { nets, ret: nets.length }
    },
  }
}

/**
 * Which of its two definitions an update is about; without a flag the one that is in force.
 * @throws LibvirtError OPERATION_INVALID
 */
export function updateTargets(net: TestNetwork, flags: number): ('live' | 'config')[] {
  const live = (flags & networkUpdateFlags.LIVE) !== 0
  const config = (flags & networkUpdateFlags.CONFIG) !== 0
  if (!live && !config) return [net.active ? 'live' : 'config']
  if (live && !net.active) throw new LibvirtError('OPERATION_INVALID', 'network is not running')
  if (config && !net.config) {
    throw new LibvirtError('OPERATION_INVALID', 'transient networks do not have any persistent config')
  }
  return [...(live ? (['live'] as const) : []), ...(config ? (['config'] as const) : [])]
}

const commands = new Map<number, NetworkChange['command']>([
  [networkUpdateCommand.MODIFY, 'modify'],
  [networkUpdateCommand.DELETE, 'delete'],
  [networkUpdateCommand.ADD_LAST, 'add-last'],
  [networkUpdateCommand.ADD_FIRST, 'add-first'],
])

/** @throws LibvirtError for numbers that name no command or section */
function changeOf(update: { command: number; section: number; parentIndex: number; xml: string }): NetworkChange {
  const command = commands.get(update.command)
  if (!command) throw new LibvirtError('OPERATION_UNSUPPORTED', `unrecognized network update command ${update.command}`)
  const section = updateSections[update.section - 1]
  if (!section) throw new LibvirtError('OPERATION_UNSUPPORTED', `unrecognized network update section ${update.section}`)
  return { command, section, parentIndex: update.parentIndex, xml: update.xml }
}
