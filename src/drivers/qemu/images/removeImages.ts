import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import { formatNode, sliceNode, storageNode } from '../command/storageNodes.js'
import { QmpError } from '../monitor/QmpError.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'

/** Takes the nodes of images away from a running QEMU, those on top first. An image need not have all of them. */
export async function removeImages(
  monitor: Pick<QmpMonitor, 'execute'>,
  images: readonly StorageSource[],
): Promise<void> {
  for (const image of images) {
    for (const node of [formatNode(image), sliceNode(image), storageNode(image)]) {
      await monitor.execute('blockdev-del', { 'node-name': node }).catch(unlessAbsent)
    }
  }
}

/** One that something else still stands on stays. */
function unlessAbsent(error: unknown): void {
  if (!(error instanceof QmpError)) throw error
}
