// `<blkiotune>`: weights and throughput limits of the domain's cgroup on host block devices.
import { parseInteger, parseUint } from '../xml/parseInteger.js'
import { childText, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** Limits on one host device; 0 is none. Bytes and requests per second. */
export interface BlockDeviceTuning {
  path: string
  weight: number
  readIops: number
  writeIops: number
  readBytes: bigint
  writeBytes: bigint
}

export interface BlockTuning {
  /** 10 to 1000, 0 for none. */
  weight: number
  devices: BlockDeviceTuning[]
}

export function parseBlockTuning(root: XmlElement): BlockTuning {
  const element = root.child('blkiotune')
  const text = childText(element, 'weight')
  const devices: BlockDeviceTuning[] = []
  for (const node of element?.elements('device') ?? []) {
    const device = parseDevice(node)
    if (devices.some(({ path }) => path === device.path)) {
      throw refuseAt(node, `duplicate blkio device path '${device.path}'`, 'CONFIG_UNSUPPORTED')
    }
    devices.push(device)
  }
  return { weight: (text === undefined ? undefined : parseUint(text)) ?? 0, devices }
}

function parseDevice(element: XmlElement): BlockDeviceTuning {
  const path = childText(element, 'path')
  if (path === undefined) throw refuseAt(element, 'missing per-device path', 'CONFIG_UNSUPPORTED')
  const number = (name: string, what: string, max: bigint): bigint => {
    const child = element.child(name)
    if (!child) return 0n
    const value = parseInteger(child.text, { min: 0n, max, base: 10 })
    if (value === undefined) throw refuseAt(child, `could not parse ${what} ${child.text}`, 'CONFIG_UNSUPPORTED')
    return value
  }
  const uintMax = 0xffff_ffffn
  const ulongMax = 0xffff_ffff_ffff_ffffn
  return {
    path,
    weight: Number(number('weight', 'weight', uintMax)),
    readIops: Number(number('read_iops_sec', 'read iops sec', uintMax)),
    writeIops: Number(number('write_iops_sec', 'write iops sec', uintMax)),
    readBytes: number('read_bytes_sec', 'read bytes sec', ulongMax),
    writeBytes: number('write_bytes_sec', 'write bytes sec', ulongMax),
  }
}

export function formatBlockTuning(writer: XmlWriter, { weight, devices }: BlockTuning): void {
  writer.elementIfAny('blkiotune', {}, () => {
    writer.text('weight', weight || undefined)
    for (const device of devices) formatDevice(writer, device)
  })
}

function formatDevice(writer: XmlWriter, device: BlockDeviceTuning): void {
  const { path, weight, readIops, writeIops, readBytes, writeBytes } = device
  if (!weight && !readIops && !writeIops && !readBytes && !writeBytes) return
  writer.element('device', {}, () => {
    writer.text('path', path)
    writer.text('weight', weight || undefined)
    writer.text('read_iops_sec', readIops || undefined)
    writer.text('write_iops_sec', writeIops || undefined)
    writer.text('read_bytes_sec', readBytes || undefined)
    writer.text('write_bytes_sec', writeBytes || undefined)
  })
}
