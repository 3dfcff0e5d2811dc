import { open } from 'node:fs/promises'
import { openFlags } from './openFlags.js'

/** The first bytes of a file, fewer when it is shorter. Fails as Node's file calls do. */
export async function readStart(path: string, length: number): Promise<Buffer> {
  const file = await open(path, openFlags.read)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
