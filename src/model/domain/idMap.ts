// `<idmap>`: user and group ids of a container's user namespace.
import { parseUint } from '../xml/parseInteger.js'
import { nonEmpty, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

export interface IdRange {
  start: number
  target: number
  count: number
}

export interface IdMap {
  uid: IdRange[]
  gid: IdRange[]
}

export function parseIdMap(root: XmlElement): IdMap {
  const element = root.child('idmap')
  return { uid: parseRanges(element, 'uid'), gid: parseRanges(element, 'gid') }
}

function parseRanges(idmap: XmlElement | undefined, name: string): IdRange[] {
  const ranges = (idmap?.elements(name) ?? []).map(element => {
    const start = parseUint(nonEmpty(element, 'start') ?? '')
    const target = parseUint(nonEmpty(element, 'target') ?? '')
    const count = parseUint(nonEmpty(element, 'count') ?? '')
    if (start === undefined || target === undefined || count === undefined) {
      throw refuseAt(element, `invalid idmap start/target/count settings`)
    }
    return { start, target, count }
  })
  ranges.sort((a, b) => a.start - b.start)
  const [first] = ranges
  if (idmap && first && first.start !== 0) {
    // Without an id 0 nothing in the container could be root.
    throw refuseAt(idmap, 'You must map the root user of container', 'CONFIG_UNSUPPORTED')
  }
  return ranges
}

export function formatIdMap(writer: XmlWriter, { uid, gid }: IdMap): void {
  if (uid.length === 0) return
  writer.element('idmap', {}, () => {
    for (const { start, target, count } of uid) writer.element('uid', { start, target, count })
    for (const { start, target, count } of gid) writer.element('gid', { start, target, count })
  })
}
