// test:////path/to/file.xml: a pretended host described in a file, which may keep each object in a file of its own.
import { dirname, resolve } from 'node:path'
import { LibvirtError } from '../../api/LibvirtError.js'
import type { Files } from '../../host/Files.js'
import { parseInterface } from '../../model/iface/parseInterface.js'
import { parseNetwork } from '../../model/network/parseNetwork.js'
import { parseNodeDevice } from '../../model/nodedev/parseNodeDevice.js'
import { parsePool } from '../../model/storage/parsePool.js'
import { parseVolume } from '../../model/storage/parseVolume.js'
import { parseInteger } from '../../model/xml/parseInteger.js'
import { parseXml } from '../../model/xml/parseXml.js'
import type { XmlElement } from '../../model/xml/XmlElement.js'
import { XmlWriter } from '../../model/xml/XmlWriter.js'
import { readDefinition } from './domains/definitions.js'
import { bootDomain } from './domains/lifecycle.js'
import { defineInterface } from './interfaces/interfaceVerbs.js'
import { networkFor } from './networks/networkVerbs.js'
import { addNodeDevice } from './nodeDevices/nodeDeviceVerbs.js'
import { defaultNode, type TestNode } from './nodeVerbs.js'
import { poolFor } from './storage/poolVerbs.js'
import { addVolume } from './storage/volumeVerbs.js'
import { TestDomain } from './TestDomain.js'
import type { TestHost } from './TestHost.js'

/** What a node file says of the machine, and the documents of its objects in order. */
export interface NodeFile {
  readonly node: TestNode
  readonly objects: readonly NodeObject[]
}
interface NodeObject {
  readonly element: XmlElement
  readonly text: string
  /** Volumes of a pool. */
  readonly volumes: readonly string[]
}

/** @throws LibvirtError for files that cannot be read or understood */
export async function readNodeFile(path: string, files: Pick<Files, 'read'>): Promise<NodeFile> {
  const text = await readText(path, files)
  const root = parseXml(text, path)
  if (root.name !== 'node') throw new LibvirtError('XML_ERROR', "Root element is not 'node'")
  const folder = dirname(path)
  const objects: NodeObject[] = []
  for (const element of root.elements()) {
    if (element.name === 'cpu' || element.name === 'memory') continue
    const volumes: string[] = []
    for (const volume of element.elements('volume')) volumes.push(await documentOf(volume, folder, files))
    objects.push({ element, text: await documentOf(element, folder, files), volumes })
  }
  return { node: readNode(root), objects }
}

/** An object's document: the file it names, or the element itself. */
async function documentOf(element: XmlElement, folder: string, files: Pick<Files, 'read'>): Promise<string> {
  const file = element.attribute('file')
  return file === undefined ? new XmlWriter().tree(element).toString() : readText(resolve(folder, file), files)
}

async function readText(path: string, files: Pick<Files, 'read'>): Promise<string> {
  const text = await files.read(path)
  if (text === undefined) throw new LibvirtError('XML_DETAIL', `failed to open '${path}': No such file or directory`)
  return text
}

function readNode(root: XmlElement): TestNode {
  const cpu = root.child('cpu')
  const number = (name: string, usual: number) => {
    const value = parseInteger(cpu?.child(name)?.text ?? '', { min: 0n, max: 0xffff_ffffn, base: 10 })
    return value === undefined ? usual : Number(value)
  }
  const memory = parseInteger(root.child('memory')?.text ?? '', { min: 0n, max: 2n ** 63n, base: 10 })
  const { nodes, sockets, cores, threads, mhz, cpus, model } = defaultNode
  return {
    nodes: number('nodes', nodes),
    sockets: number('sockets', sockets),
    cores: number('cores', cores),
    threads: number('threads', threads),
    cpus: number('active', cpus),
    mhz: number('mhz', mhz),
    model: cpu?.child('model')?.text ?? model,
    memory: memory ?? defaultNode.memory,
  }
}

/** Puts what the file describes on the pretended host: everything persistent and active. */
export function populateFrom({ objects }: NodeFile, host: TestHost): void {
  for (const object of objects) makers[object.element.name]?.(host, object)
}

const makers: Readonly<Record<string, (host: TestHost, object: NodeObject) => void>> = {
  domain(host, { text }) {
    const definition = readDefinition(host, text)
    const dom = new TestDomain(definition.name, definition.uuid)
    dom.config = definition
    host.domains.add(dom)
    bootDomain(host, dom, { ...readDefinition(host, text), uuid: definition.uuid }, false)
    dom.status = { ...dom.status, reason: 0 }
  },
  network(host, { text }) {
    const definition = parseNetwork(text, host.options.context.random)
    const net = networkFor(host, definition)
    net.config = definition
    net.live = definition
  },
  pool(host, { text, volumes }) {
    const definition = parsePool(text, host.options.context.random)
    const pool = poolFor(host, definition)
    pool.config = definition
    pool.live = definition
    for (const volume of volumes) addVolume(host, pool, parseVolume(volume, definition))
  },
  interface(host, { text }) {
    defineInterface(host, parseInterface(text)).active = true
  },
  device(host, { text }) {
    addNodeDevice(host, parseNodeDevice(text, { random: host.options.context.random }))
  },
}
