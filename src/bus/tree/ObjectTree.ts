// From a path to what is there. Objects are not registered: a path is taken apart when a message arrives, and whether the
// object exists is found out by the call itself.
import type { DriverNode } from './DriverNode.js'
import { kindsByFolder } from './objectKinds.js'
import type { BusKind } from './objectPaths.js'

/** What a path leads to. */
export type Place =
  /** Above all drivers: `/`, `/org`, `/org/libvirt`. */
  | { readonly is: 'above'; readonly children: readonly string[] }
  | { readonly is: 'driver'; readonly node: DriverNode }
  /** The folder of a kind. It claims the kind's interfaces as well, as it always has; its element is empty. */
  | { readonly is: 'folder'; readonly node: DriverNode; readonly kind: BusKind; readonly element: '' }
  | { readonly is: 'object'; readonly node: DriverNode; readonly kind: BusKind; readonly element: string }

export class ObjectTree {
  readonly #nodes: ReadonlyMap<string, DriverNode>
  /** Paths above the drivers with the names below each. */
  readonly #above = new Map<string, Set<string>>()

  constructor(readonly nodes: readonly DriverNode[]) {
    this.#nodes = new Map(nodes.map(node => [node.path, node]))
    for (const { path } of nodes) this.#addAbove(path)
  }

  /** Undefined where nothing can be. */
  resolve(path: string): Place | undefined {
    const last = path.lastIndexOf('/')
    const parent = path.slice(0, last)
    const element = path.slice(last + 1)
    const folderAt = parent.lastIndexOf('/')
    const kind = kindsByFolder.get(parent.slice(folderAt + 1))
    const node = kind && this.#nodes.get(parent.slice(0, folderAt))
    if (node) return { is: 'object', node, kind, element }
    return this.#resolveUpper(path, parent, element)
  }

  #resolveUpper(path: string, parent: string, element: string): Place | undefined {
    const driver = this.#nodes.get(path)
    if (driver) return { is: 'driver', node: driver }
    const kind = kindsByFolder.get(element)
    const node = kind && this.#nodes.get(parent)
    if (node) return { is: 'folder', node, kind, element: '' }
    const children = this.#above.get(path)
    return children && { is: 'above', children: [...children].sort() }
  }

  #addAbove(path: string): void {
    const last = path.lastIndexOf('/')
    const parent = path.slice(0, last) || '/'
    const children = this.#above.get(parent) ?? new Set()
    this.#above.set(parent, children.add(path.slice(last + 1)))
    if (parent !== '/') this.#addAbove(parent)
  }
}
