// What a pretended guest shows: a text screen without text, as a portable pixmap like QEMU's.
import { PassThrough } from 'node:stream'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TestObjects } from '../TestHost.js'

/** Pixels. */
const width = 720
const height = 400
/** Red, green and blue of a console that waits. */
const background = [0, 0, 32]

export function screenshotVerbs(): Verbs<TestObjects> {
  return {
    domainScreenshot: ({ dom, screen }, { openStream }) => {
      dom.running()
      if (screen !== 0) throw new LibvirtError('INVALID_ARG', 'the screen number must be 0')
      if (!openStream) throw new LibvirtError('NO_SUPPORT', 'virDomainScreenshot')
      const stream = new PassThrough()
      stream.end(picture())
      openStream(stream)
      return { mime: 'image/x-portable-pixmap' }
    },
  }
}

/** Made when it is asked for: it is larger than everything else that the driver has. */
const picture = () =>
  Buffer.concat([
    Buffer.from(`P6\n${width} ${height}\n255\n`),
    Buffer.alloc(width * height * 3, Buffer.from(background)),
  ])
