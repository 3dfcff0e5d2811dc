// Displays of running guests: connections that need no port, and pictures.
import { createReadStream, open } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, pipeline } from 'node:stream'
import { promisify } from 'node:util'
import { domainGraphicsReloadType, domainOpenGraphicsFlags } from '../../../api/enums/domain.js'
import type { CallContext } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { openFlags } from '../../../host/openFlags.js'
import { socketPair } from '../../../host/native.js'
import { log } from '../../../log/log.js'
import { messageOf } from '../../messageOf.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

const openFile = promisify(open)

export const graphicsVerbs = (context: QemuDriverContext): QemuVerbs => ({
  domainOpenGraphics: ({ dom, idx, flags }, call) =>
    dom.jobs.run(
      'domainOpenGraphics',
      async () => {
        if (call.files.count !== 1)
          throw new LibvirtError('INVALID_ARG', 'exactly one descriptor has to come with the call')
        protocolOf(dom, idx)
        await addClient(dom, idx, flags, call.files.take(0))
      },
      call,
    ),
  domainOpenGraphicsFd: ({ dom, idx, flags }, call) =>
    dom.jobs.run(
      'domainOpenGraphicsFd',
      async () => {
        protocolOf(dom, idx)
        const [ours, theirs] = socketPair()
        call.sendFile(theirs)
        await addClient(dom, idx, flags, ours)
      },
      call,
    ),
  domainGraphicsReload: ({ dom, type }, call) =>
    dom.jobs.run(
      'domainGraphicsReload',
      async () => {
        const { guest } = dom.active()
        const { ANY, VNC } = domainGraphicsReloadType
        if (type !== ANY && type !== VNC) throw new LibvirtError('INVALID_ARG', `unknown graphics type ${type}`)
        if (!guest.definition.devices.graphics.some(display => display.type === 'vnc')) {
          throw new LibvirtError('OPERATION_INVALID', 'no graphics device whose certificates could be reloaded')
        }
        await dom.monitor().execute('display-reload', { type: 'vnc', 'tls-certs': true })
      },
      call,
    ),
  domainScreenshot: ({ dom, screen }, call) =>
    dom.jobs.run('domainScreenshot', () => takePicture(context, dom, screen, call), call),
})

/** What a display speaks. @throws LibvirtError INTERNAL_ERROR for a display there is not, or one of another kind */
function protocolOf(dom: QemuDomain, index: number): 'vnc' | 'spice' {
  const graphics = dom.active().guest.definition.devices.graphics[index]
  if (!graphics) throw new LibvirtError('INTERNAL_ERROR', `No graphics backend with index ${index}`)
  if (graphics.type === 'vnc' || graphics.type === 'spice') return graphics.type
  throw new LibvirtError(
    'INTERNAL_ERROR',
    `Can only open VNC, SPICE or D-Bus p2p graphics backends, not ${graphics.type}`,
  )
}

/** Hands a connection to the display's server. @param fd closed once QEMU has it */
async function addClient(dom: QemuDomain, index: number, flags: number, fd: number): Promise<void> {
  const monitor = dom.monitor()
  const skipauth = (flags & domainOpenGraphicsFlags.SKIPAUTH) !== 0
  await monitor.execute('getfd', { fdname: 'graphicsfd' }, { descriptors: [fd] })
  try {
    await monitor.execute('add_client', { protocol: protocolOf(dom, index), fdname: 'graphicsfd', skipauth })
  } catch (error) {
    await monitor.execute('closefd', { fdname: 'graphicsfd' }).catch(() => {})
    throw error
  }
}

/** A picture goes through a file that only QEMU and we can see. */
async function takePicture(
  { host }: QemuDriverContext,
  dom: QemuDomain,
  screen: number,
  { openStream }: CallContext,
): Promise<{ mime: string }> {
  if (!openStream) throw new LibvirtError('NO_SUPPORT', 'virDomainScreenshot')
  const monitor = dom.monitor()
  const { places, definition } = dom.active().guest
  const video = definition.devices.video[0]
  if (!video) throw new LibvirtError('INVALID_ARG', 'no screens to screenshot from')
  const heads = video.heads ?? 1
  if (screen >= heads) throw new LibvirtError('INVALID_ARG', `no such screen: ${screen}`)
  const filename = join(places.folder, 'screendump')
  const place = screen > 0 ? { device: video.info.alias, head: screen } : {}
  await host.files.remove(filename)
  await monitor.execute('screendump', { filename, ...place })
  const fd = await openFile(filename, openFlags.readWithoutLink)
  const stream = new PassThrough()
  pipeline(createReadStream('', { fd }), stream, error => {
    if (error) log.debug({ error }, `A picture of guest '${dom.name}' was not read to its end: ${messageOf(error)}`)
  })
  openStream(stream)
  return { mime: 'image/x-portable-pixmap' }
}
