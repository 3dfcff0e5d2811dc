import type { Channel } from '../../devices/characterDevice.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** A socket the daemon made for an earlier run is not part of the definition, though clients send it back. */
export const forgetOwnPath: CompleteQemuDevice<Channel> = ({ source, target }, _domain, qemu, { options }) => {
  if (!options.inactive || source.type !== 'unix' || source.path === undefined || target.type !== 'virtio') return
  const folders = [qemu.channelTargetDirectory, `${qemu.libDirectory}/channel`]
  const folder = folders.find(one => source.path?.startsWith(`${one}/`))
  if (folder === undefined || !source.path.endsWith(target.name ?? '')) return
  const between = source.path.slice(folder.length + 1, source.path.length - (target.name ?? '').length)
  // `NAME.`, `domain-ID-NAME/` and `ID-NAME/`, formerly below `target`.
  if (/^(?:target\/)?(?:[^/]+\.|domain-[^/]+\/|\d+-[^/]+\/)$/.test(between)) {
    source.path = undefined
    // QEMU listens where libvirt makes the socket.
    source.listen = true
  }
}
