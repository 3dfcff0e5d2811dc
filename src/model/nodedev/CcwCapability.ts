// Owns the capabilities of S/390's channel I/O: devices, subchannels and groups of devices.
import { parseInteger } from '../xml/parseInteger.js'
import { childText, nonEmpty, oneOf, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { formatMdevTypes, type MdevType, parseNestedMdevTypes } from './MdevTypes.js'
import type { NodeDeviceContext } from './NodeDevice.js'
import { hexId } from './supplied.js'

const ccwStates = ['offline', 'online'] as const

/** Address of a device: channel subsystem, subchannel set and device number. */
export interface CcwId {
  readonly cssid: number
  readonly ssid: number
  readonly devno: number
}

export type CcwCapability =
  | (CcwId & {
      readonly type: 'ccw'
      readonly state?: (typeof ccwStates)[number] | undefined
      /** Name of the group the device belongs to. */
      readonly groupDevice?: string | undefined
    })
  | (CcwId & {
      readonly type: 'css'
      readonly channelDevice?: CcwId | undefined
      readonly mdevTypes?: readonly MdevType[] | undefined
    })
  | (CcwId & {
      readonly type: 'ccwgroup'
      readonly state?: (typeof ccwStates)[number] | undefined
      readonly members: readonly { readonly ref: string; readonly device: string }[]
      /** A network card made of three devices. */
      readonly qeth?: { readonly cardType: string; readonly chpid: string } | undefined
    })

function parseId(element: XmlElement, device: string): CcwId {
  const part = (name: 'cssid' | 'ssid' | 'devno', base: 0 | 16) => {
    const text = childText(element, name)
    if (text === undefined) throw refuseAt(element, `missing ${name} value for '${device}'`, 'CONFIG_UNSUPPORTED')
    const value = parseInteger(text, { min: 0n, max: 0xffffffffn, base })
    if (value !== undefined) return Number(value)
    throw refuseAt(element, `invalid ${name} value '${text}' for '${device}'`, 'CONFIG_UNSUPPORTED')
  }
  return { cssid: part('cssid', 0), ssid: part('ssid', 0), devno: part('devno', 16) }
}

function parseState(element: XmlElement, device: string) {
  const text = childText(element, 'state')
  const state = oneOf(text, ccwStates)
  if (text !== undefined && state === undefined) {
    throw refuseAt(element, `invalid state '${text}' for '${device}'`, 'CONFIG_UNSUPPORTED')
  }
  return state
}

const nested = (element: XmlElement, type: string) =>
  element.elements('capability').find(child => child.attribute('type') === type)

/** @throws LibvirtError CONFIG_UNSUPPORTED */
export function parseCcw(element: XmlElement, { device }: NodeDeviceContext): CcwCapability {
  const groupDevice = childText(nested(element, 'ccwgroup_member'), 'group_device')
  return { type: 'ccw', state: parseState(element, device), ...parseId(element, device), groupDevice }
}

/** @throws LibvirtError CONFIG_UNSUPPORTED, XML_ERROR */
export function parseCss(element: XmlElement, { device }: NodeDeviceContext): CcwCapability {
  const id = parseId(element, device)
  const mdevTypes = parseNestedMdevTypes(element)
  const channel = element.child('channel_dev_addr')
  return { type: 'css', ...id, channelDevice: channel && parseId(channel, device), mdevTypes }
}

/** @throws LibvirtError CONFIG_UNSUPPORTED, XML_ERROR */
export function parseCcwGroup(element: XmlElement, { device }: NodeDeviceContext): CcwCapability {
  const members = (element.child('members')?.elements('ccw_device') ?? []).map(member => {
    const ref = nonEmpty(member, 'ref')
    if (ref === undefined) throw refuseAt(member, `missing ref of a member of '${device}'`)
    return { ref, device: member.text }
  })
  const qeth = nested(element, 'qeth_generic')
  return {
    type: 'ccwgroup',
    state: parseState(element, device),
    ...parseId(element, device),
    members,
    qeth: qeth && { cardType: childText(qeth, 'card_type') ?? '', chpid: childText(qeth, 'chpid') ?? '' },
  }
}

function formatId(writer: XmlWriter, { cssid, ssid, devno }: CcwId): void {
  writer.text('cssid', hexId(cssid, 1)).text('ssid', hexId(ssid, 1)).text('devno', hexId(devno, 4))
}

export function formatCcwCapability(writer: XmlWriter, ccw: CcwCapability): void {
  if (ccw.type !== 'css') writer.text('state', ccw.state)
  formatId(writer, ccw)
  switch (ccw.type) {
    case 'ccw': {
      const { groupDevice } = ccw
      if (groupDevice !== undefined) {
        writer.element('capability', { type: 'ccwgroup_member' }, () => writer.text('group_device', groupDevice))
      }
      return
    }
    case 'css': {
      const { channelDevice } = ccw
      if (channelDevice) writer.element('channel_dev_addr', {}, () => formatId(writer, channelDevice))
      formatMdevTypes(writer, ccw.mdevTypes)
      return
    }
    case 'ccwgroup': {
      const { members, qeth } = ccw
      writer.elementIfAny('members', {}, () => {
        for (const { ref, device } of members) writer.element('ccw_device', { ref }, device)
      })
      if (qeth) {
        writer.element('capability', { type: 'qeth_generic' }, () => {
          writer.text('card_type', qeth.cardType).text('chpid', qeth.chpid)
        })
      }
    }
  }
}
