// Lines that somebody else appends to a file, as they come.
import { watch } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** Longest piece taken at once, bytes. */
const chunkBytes = 65536
/** Longest line that is waited for; a longer one is told in pieces. */
const longestLine = 4096

/**
 * Tells every line appended from now on.
 * @param from where to begin, bytes; at the present end when left out
 * @returns ends it; what was appended until then is still told
 */
export async function followFile(
  path: string,
  onLine: (line: string) => void,
  from?: number,
): Promise<() => Promise<void>> {
  const file = await open(path, 'r')
  let at = from ?? (await file.stat()).size
  let rest = ''
  let reading: Promise<void> = Promise.resolve()
  const advance = async () => {
    const { bytes, text } = await readFrom(file, at)
    at += bytes
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine) {
      lines.push(rest)
      rest = ''
    }
    for (const line of lines) if (line !== '') onLine(line)
  }
  const next = () => (reading = reading.then(advance, () => {}))
  const watcher = watch(path, { persistent: false }, () => void next())
  watcher.on('error', () => watcher.close())
  return async () => {
    watcher.close()
    await next()
    await file.close()
  }
}

async function readFrom(file: FileHandle, at: number): Promise<{ bytes: number; text: string }> {
  const buffer = Buffer.alloc(chunkBytes)
  let bytes = 0
  let text = ''
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, at + bytes)
    if (bytesRead === 0) return { bytes, text }
    bytes += bytesRead
    text += buffer.toString('utf8', 0, bytesRead)
  }
}
