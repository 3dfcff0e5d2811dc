// Layout of a packet (rpc.md section 1):
//   u32 length (of everything, itself included)
//   u32 program, u32 version, i32 procedure, i32 type, u32 serial, i32 status
//   body
import { OversizeError } from './xdr/OversizeError.js'
import { XdrWriter } from './xdr/XdrWriter.js'

export const lengthSize = 4
export const headerSize = 24
/** Largest packet without its length word (VIR_NET_MESSAGE_MAX), in bytes. */
export const largestPacket = 33554432
/** Stream data per packet that even old peers take, in bytes. */
export const streamChunk = 262120

export const programs = {
  remote: 0x20008086,
  qemu: 0x20008087,
  lxc: 0x20008088,
  admin: 0x06900690,
  keepalive: 0x6b656570,
}
/** All programs are at version 1. */
export const programVersion = 1

export const messageType = {
  call: 0,
  reply: 1,
  message: 2,
  stream: 3,
  callWithFds: 4,
  replyWithFds: 5,
  streamHole: 6,
} as const
export const messageStatus = { ok: 0, error: 1, continue: 2 } as const

export interface Header {
  readonly program: number
  readonly version: number
  readonly procedure: number
  readonly type: number
  readonly serial: number
  readonly status: number
}
export interface Packet {
  readonly header: Header
  /** Whole packet; the body starts at `lengthSize + headerSize`. */
  readonly bytes: Buffer
}
export const bodyStart = lengthSize + headerSize

/** @param bytes a whole packet */
export function parseHeader(bytes: Buffer): Header {
  return {
    program: bytes.readUInt32BE(4),
    version: bytes.readUInt32BE(8),
    procedure: bytes.readInt32BE(12),
    type: bytes.readInt32BE(16),
    serial: bytes.readUInt32BE(20),
    status: bytes.readInt32BE(24),
  }
}

/** One packet around what `writeBody` writes. @throws OversizeError beyond `largestPacket` */
export function formatPacket(header: Header, writeBody?: (body: XdrWriter) => void, sizeHint = 512): Buffer {
  const writer = new XdrWriter(sizeHint)
  writer.int(0)
  writer.int(header.program)
  writer.int(header.version)
  writer.int(header.procedure)
  writer.int(header.type)
  writer.int(header.serial)
  writer.int(header.status)
  writeBody?.(writer)
  if (writer.length - lengthSize > largestPacket)
    throw new OversizeError('the answer is larger than the 32 MiB that the protocol carries')
  writer.patch(0, writer.length)
  return writer.finish()
}
