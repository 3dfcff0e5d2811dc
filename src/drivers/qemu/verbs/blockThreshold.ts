// A word when the writes to an image come near its end, for whoever grows its volume then.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { storageNode } from '../command/storageNodes.js'
import { findImage } from '../images/findImage.js'
import type { QemuVerbs } from '../QemuVerbs.js'

export const blockThresholdVerbs = (): QemuVerbs => ({
  domainSetBlockThreshold: ({ dom, dev, threshold }, call) =>
    dom.jobs.run(
      'domainSetBlockThreshold',
      async () => {
        const { image } = findImage(dom.active().guest.definition, dev)
        const bytes = Number(threshold)
        if (!Number.isSafeInteger(bytes)) throw new LibvirtError('OVERFLOW', `threshold ${threshold} is too large`)
        const limit = { 'node-name': storageNode(image), 'write-threshold': bytes }
        await dom.monitor().execute('block-set-write-threshold', limit)
      },
      call,
    ),
})
