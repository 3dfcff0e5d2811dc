// Owns the capabilities of SCSI: hosts, targets and units.
import { childText, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { NodeDeviceContext } from './NodeDevice.js'
import { optionalInt, suppliedUint } from './supplied.js'

export interface ScsiHost {
  readonly type: 'scsi_host'
  /** Undefined while the host is still to be made. */
  readonly host?: number | undefined
  readonly uniqueId?: number | undefined
  readonly fcHost?:
    | { readonly wwnn: string; readonly wwpn: string; readonly fabricWwn?: string | undefined }
    | undefined
  /** Virtual hosts it can make and has made, which only the host knows. */
  readonly vportOps?: { readonly max: number; readonly made: number } | undefined
}

export type ScsiCapability =
  | ScsiHost
  | {
      readonly type: 'scsi_target'
      readonly target: string
      readonly remotePort?: { readonly rport: string; readonly wwpn: string } | undefined
    }
  | {
      readonly type: 'scsi'
      readonly host: number
      readonly bus: number
      readonly target: number
      readonly lun: number
      readonly deviceType?: string | undefined
    }

/** @throws LibvirtError INTERNAL_ERROR */
export function parseScsiHost(element: XmlElement, context: NodeDeviceContext): ScsiHost {
  const { device, create } = context
  let scsiHost: ScsiHost = { type: 'scsi_host' }
  if (!create) {
    const host = suppliedUint(element, 'host', 'SCSI host ID', device)
    const uniqueId = optionalInt(element, childText(element, 'unique_id'), 'unique_id', device)
    scsiHost = { ...scsiHost, host, uniqueId }
  }
  for (const child of element.elements('capability')) {
    const type = nestedType(child, 'SCSI host capability type', device)
    if (type === 'vport_ops') scsiHost = { ...scsiHost, vportOps: { max: 0, made: 0 } }
    else if (type === 'fc_host') scsiHost = { ...scsiHost, fcHost: parseFcHost(child, context) }
    else throw refuseAt(child, `unknown SCSI host capability type '${type}' for '${device}'`, 'INTERNAL_ERROR')
  }
  return scsiHost
}

function nestedType(element: XmlElement, what: string, device: string): string {
  const type = element.attribute('type')
  if (type === undefined) throw refuseAt(element, `missing ${what} for '${device}'`, 'INTERNAL_ERROR')
  return type
}

function parseFcHost(element: XmlElement, { newWwn }: NodeDeviceContext): NonNullable<ScsiHost['fcHost']> {
  return {
    wwnn: childText(element, 'wwnn') ?? newWwn(),
    wwpn: childText(element, 'wwpn') ?? newWwn(),
    fabricWwn: childText(element, 'fabric_wwn'),
  }
}

/** @throws LibvirtError INTERNAL_ERROR */
export function parseScsiTarget(element: XmlElement, { device }: NodeDeviceContext): ScsiCapability {
  const target = childText(element, 'target')
  if (target === undefined) throw refuseAt(element, `no target name supplied for '${device}'`, 'INTERNAL_ERROR')
  let remotePort: { rport: string; wwpn: string } | undefined
  for (const child of element.elements('capability')) {
    const type = nestedType(child, 'type for SCSI target capability', device)
    if (type !== 'fc_remote_port') {
      throw refuseAt(child, `unknown SCSI target capability type '${type}' for '${device}'`, 'INTERNAL_ERROR')
    }
    const need = (name: string, what: string) => {
      const text = childText(child, name)
      if (text === undefined) throw refuseAt(child, `missing ${what} for '${device}'`, 'INTERNAL_ERROR')
      return text
    }
    remotePort = { rport: need('rport', 'rport name'), wwpn: need('wwpn', 'wwpn identifier') }
  }
  return { type: 'scsi_target', target, remotePort }
}

/** @throws LibvirtError INTERNAL_ERROR */
export function parseScsiUnit(element: XmlElement, { device }: NodeDeviceContext): ScsiCapability {
  return {
    type: 'scsi',
    host: suppliedUint(element, 'host', 'SCSI host ID', device),
    bus: suppliedUint(element, 'bus', 'SCSI bus ID', device),
    target: suppliedUint(element, 'target', 'SCSI target ID', device),
    lun: suppliedUint(element, 'lun', 'SCSI LUN ID', device),
    deviceType: childText(element, 'type'),
  }
}

export function formatScsiCapability(writer: XmlWriter, scsi: ScsiCapability): void {
  switch (scsi.type) {
    case 'scsi_host':
      return formatScsiHost(writer, scsi)
    case 'scsi_target': {
      const { target, remotePort } = scsi
      writer.text('target', target)
      if (remotePort) {
        writer.element('capability', { type: 'fc_remote_port' }, () => {
          writer.text('rport', remotePort.rport).text('wwpn', remotePort.wwpn)
        })
      }
      return
    }
    case 'scsi':
      writer.text('host', scsi.host).text('bus', scsi.bus).text('target', scsi.target).text('lun', scsi.lun)
      writer.text('type', scsi.deviceType)
  }
}

function formatScsiHost(writer: XmlWriter, { host, uniqueId, fcHost, vportOps }: ScsiHost): void {
  writer.text('host', host ?? 0).text('unique_id', uniqueId === -1 ? undefined : uniqueId)
  if (fcHost) {
    writer.element('capability', { type: 'fc_host' }, () => {
      writer.text('wwnn', fcHost.wwnn).text('wwpn', fcHost.wwpn).text('fabric_wwn', fcHost.fabricWwn)
    })
  }
  if (vportOps) {
    writer.element('capability', { type: 'vport_ops' }, () => {
      writer.text('max_vports', vportOps.max).text('vports', vportOps.made)
    })
  }
}
