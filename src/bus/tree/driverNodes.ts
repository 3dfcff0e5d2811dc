import type { Driver } from '../../api/Driver.js'
import { DriverNode } from './DriverNode.js'
import { driverPaths } from './driverPaths.js'

/** A driver and where it is shown; several may share a place. */
export interface PlacedDriver {
  readonly driver: Driver
  /** e.g. `/org/libvirt/QEMU` */
  readonly path: string
}

/**
 * All places of the bus, those without a driver as well: calls there fail with libvirt's own words.
 * @param elsewhere the drivers' objects are another service's, which keeps the record of their changes
 */
export function driverNodes(
  bus: 'system' | 'session',
  placed: readonly PlacedDriver[],
  elsewhere = false,
): DriverNode[] {
  const places = new Map(Object.entries(driverPaths[bus]))
  for (const { driver, path } of placed) if (!places.has(path)) places.set(path, driver.uri)
  return [...places].map(([path, uri]) => {
    const drivers = placed.filter(one => one.path === path).map(({ driver }) => driver)
    return new DriverNode(path, uri, drivers, elsewhere)
  })
}

/** Where a driver belongs: below the hypervisor's path, which network, storage and the other host drivers share. */
export function pathOfDriver(driver: Driver): string {
  return driver.key === 'test' ? '/org/libvirt/Test' : '/org/libvirt/QEMU'
}
