// `virsh blkiotune`: weight and per-device limits of a domain's disk I/O as typed parameters.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { TypedParameter } from '../../api/schema.js'
import type { BlockDeviceTuning, BlockTuning } from '../../model/domain/blockTuning.js'
import type { Domain } from '../../model/domain/Domain.js'
import { readParameters, text, uint } from './typedParameters.js'

/** Parameter → what it sets of each device. Values are `path,value` pairs in one comma separated string. */
const perDevice = {
  device_weight: 'weight',
  device_read_iops_sec: 'readIops',
  device_write_iops_sec: 'writeIops',
  device_read_bytes_sec: 'readBytes',
  device_write_bytes_sec: 'writeBytes',
} as const
type PerDevice = keyof typeof perDevice

const types = {
  weight: 'uint',
  device_weight: 'string',
  device_read_iops_sec: 'string',
  device_write_iops_sec: 'string',
  device_read_bytes_sec: 'string',
  device_write_bytes_sec: 'string',
} as const
const isPerDevice = (name: keyof typeof types): name is PerDevice => name in perDevice
const perDeviceNames = Object.keys(types).filter(name => isPerDevice(name as keyof typeof types)) as PerDevice[]

export function blkioParameters({ blockTuning }: Domain): TypedParameter[] {
  return [
    uint('weight', blockTuning.weight),
    ...perDeviceNames.map(name => text(name, devicesText(blockTuning.devices, name))),
  ]
}

function devicesText(devices: readonly BlockDeviceTuning[], name: PerDevice): string {
  const set = devices.filter(device => BigInt(device[perDevice[name]]) !== 0n)
  return set.map(device => `${device.path},${device[perDevice[name]]}`).join(',')
}

/** The tuning with the parameters taken over; a value of 0 takes a device's limit away. @throws LibvirtError INVALID_ARG */
export function withBlkioParameters(tuning: BlockTuning, params: readonly TypedParameter[]): BlockTuning {
  let { weight } = tuning
  const devices = tuning.devices.map(device => ({ ...device }))
  for (const [name, { value }] of readParameters(params, types)) {
    if (!isPerDevice(name)) weight = Number(value)
    else for (const [path, limit] of pairs(String(value))) setLimit(deviceAt(devices, path), name, limit)
  }
  const empty = (device: BlockDeviceTuning) => perDeviceNames.every(name => BigInt(device[perDevice[name]]) === 0n)
  return { weight, devices: devices.filter(device => !empty(device)) }
}

function deviceAt(devices: BlockDeviceTuning[], path: string): BlockDeviceTuning {
  const found = devices.find(device => device.path === path)
  if (found) return found
  const added = { path, weight: 0, readIops: 0, writeIops: 0, readBytes: 0n, writeBytes: 0n }
  devices.push(added)
  return added
}

function setLimit(device: BlockDeviceTuning, name: PerDevice, limit: bigint): void {
  if (name === 'device_read_bytes_sec') device.readBytes = limit
  else if (name === 'device_write_bytes_sec') device.writeBytes = limit
  else if (name === 'device_read_iops_sec') device.readIops = Number(limit)
  else if (name === 'device_write_iops_sec') device.writeIops = Number(limit)
  else device.weight = Number(limit)
}

function* pairs(value: string): Generator<[path: string, limit: bigint]> {
  if (value === '') return
  const parts = value.split(',')
  for (let index = 0; index < parts.length; index += 2) {
    const [path = '', limit = ''] = [parts[index], parts[index + 1]]
    if (path === '' || !/^\d+$/.test(limit)) {
      throw new LibvirtError('INVALID_ARG', `unable to parse blkio device '${value}'`)
    }
    yield [path, BigInt(limit)]
  }
}
