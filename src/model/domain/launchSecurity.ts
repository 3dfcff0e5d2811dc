// `<launchSecurity>`: memory encryption of the guest (AMD SEV and SEV-SNP, IBM Secure Execution).
import { parseInteger } from '../xml/parseInteger.js'
import { childText, formatYesNo, refuseAt, requiredEnum, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** What both generations of SEV need; unset numbers come from the host. */
export interface SevCommon {
  /** Bit of a page table entry that marks an encrypted page. */
  cbitpos: number | undefined
  reducedPhysBits: number | undefined
  kernelHashes: boolean | undefined
}

export type LaunchSecurity =
  | (SevCommon & { type: 'sev'; policy: number; dhCert: string | undefined; session: string | undefined })
  | (SevCommon & {
      type: 'sev-snp'
      policy: bigint
      authorKey: boolean | undefined
      vcek: boolean | undefined
      guestVisibleWorkarounds: string | undefined
      idBlock: string | undefined
      idAuth: string | undefined
      hostData: string | undefined
    })
  | { type: 's390-pv' }

export function parseLaunchSecurity(root: XmlElement): LaunchSecurity | undefined {
  const element = root.child('launchSecurity')
  if (!element) return undefined
  const type = requiredEnum(element, 'type', ['sev', 'sev-snp', 's390-pv'])
  switch (type) {
    case 'sev':
      return {
        type,
        ...parseCommon(element),
        policy: Number(parsePolicy(element, 0xffff_ffffn)),
        dhCert: childText(element, 'dhCert'),
        session: childText(element, 'session'),
      }
    case 'sev-snp':
      return {
        type,
        ...parseCommon(element),
        policy: parsePolicy(element, 0xffff_ffff_ffff_ffffn),
        authorKey: yesNo(element, 'authorKey'),
        vcek: yesNo(element, 'vcek'),
        guestVisibleWorkarounds: childText(element, 'guestVisibleWorkarounds'),
        idBlock: childText(element, 'idBlock'),
        idAuth: childText(element, 'idAuth'),
        hostData: childText(element, 'hostData'),
      }
    case 's390-pv':
      return { type }
  }
}

function parseCommon(element: XmlElement): SevCommon {
  return {
    kernelHashes: yesNo(element, 'kernelHashes'),
    cbitpos: optionalNumber(element, 'cbitpos', 'cbitpos'),
    reducedPhysBits: optionalNumber(element, 'reducedPhysBits', 'reduced-phys-bits'),
  }
}

function optionalNumber(element: XmlElement, name: string, label: string): number | undefined {
  const text = childText(element, name)
  if (text === undefined) return undefined
  const value = parseInteger(text, { min: 0n, max: 0xffff_ffffn, base: 10 })
  if (value === undefined) throw refuseAt(element, `Invalid format for launch security ${label}`)
  return Number(value)
}

/** Hexadecimal, with or without `0x`. */
function parsePolicy(element: XmlElement, max: bigint): bigint {
  const policy = parseInteger(childText(element, 'policy') ?? '', { min: 0n, max, base: 16 })
  if (policy === undefined) throw refuseAt(element, 'failed to get launch security policy')
  return policy
}

export function formatLaunchSecurity(writer: XmlWriter, security: LaunchSecurity | undefined): void {
  if (!security) return
  const { type } = security
  if (type === 's390-pv') {
    writer.element('launchSecurity', { type })
    return
  }
  const attributes = {
    type,
    kernelHashes: formatYesNo(security.kernelHashes),
    authorKey: type === 'sev-snp' ? formatYesNo(security.authorKey) : undefined,
    vcek: type === 'sev-snp' ? formatYesNo(security.vcek) : undefined,
  }
  writer.element('launchSecurity', attributes, () => {
    writer.text('cbitpos', security.cbitpos)
    writer.text('reducedPhysBits', security.reducedPhysBits)
    const digits = type === 'sev' ? 4 : 8
    writer.text('policy', `0x${security.policy.toString(16).padStart(digits, '0')}`)
    if (type === 'sev') {
      writer.text('dhCert', security.dhCert)
      writer.text('session', security.session)
    } else {
      writer.text('guestVisibleWorkarounds', security.guestVisibleWorkarounds)
      writer.text('idBlock', security.idBlock)
      writer.text('idAuth', security.idAuth)
      writer.text('hostData', security.hostData)
    }
  })
}
