// Sockets between host and guests: the kernel's back end, with the address that a guest gets.
import { closeSync, constants, openSync } from 'node:fs'
import { LibvirtError } from '../api/LibvirtError.js'
import { deviceControl } from './native.js'
import { hasCode, systemError } from './systemError.js'

const path = '/dev/vhost-vsock'
/** VHOST_VSOCK_SET_GUEST_CID of linux/vhost.h. */
const setGuestCid = 0x4008_af60
/** 0 to 2 are the hypervisor, this host's loopback and the host. */
const firstCid = 3
/** The one above means anybody. */
const lastCid = 0xffff_fffe

export interface OpenedVsock {
  /** The caller's to close. */
  readonly fd: number
  readonly cid: number
}

/**
 * Opens the back end for one guest.
 * @param wanted context id; the first that is free when left out
 * @throws LibvirtError SYSTEM_ERROR without vhost-vsock in the kernel or when the id is taken
 */
export function openVsock(wanted?: number): OpenedVsock {
  const fd = open()
  try {
    if (wanted !== undefined) return { fd, cid: take(fd, wanted) }
    for (let cid = firstCid; cid <= lastCid; cid++) {
      try {
        return { fd, cid: take(fd, cid) }
      } catch (error) {
        if (!hasCode(error, 'EADDRINUSE')) throw error
      }
    }
    throw new LibvirtError('OPERATION_FAILED', 'no free context id for vsock')
  } catch (error) {
    closeSync(fd)
    throw error instanceof LibvirtError ? error : systemError('failed to set guest cid', error)
  }
}

function open(): number {
  try {
    // The kernel's memory, not a disk.
    return openSync(path, constants.O_RDWR)
  } catch (error) {
    throw systemError('unable to open vhost-vsock device', error)
  }
}

function take(fd: number, cid: number): number {
  const argument = Buffer.alloc(8)
  argument.writeBigUInt64LE(BigInt(cid))
  deviceControl(fd, setGuestCid, argument)
  return cid
}
