import { guestImage } from '../guest/guestImage.js'
import { bootHost } from '../host/bootHost.js'
import { type DemoPlace, systemFolders } from './DemoPlace.js'

/** A host that boots for the demo and is gone after it. */
export async function throwAwayHost(): Promise<DemoPlace> {
  guestImage()
  const ends: (() => Promise<void>)[] = []
  const host = await bootHost({ passing: () => true, comment: () => {}, teardown: end => void ends.push(end) })
  // By default only warnings are kept, and a demo without trouble has none.
  await host.write('/etc/default/virtqemud', 'VIRTQEMUD_ARGS=--timeout 120 --verbose\n')
  return {
    description: 'a throw-away host with its own systemd and system bus, gone after the demo',
    guest: { kernel: '/srv/guest/vmlinux', initramfs: '/srv/guest/initramfs.gz' },
    bus: 'system',
    systemd: true,
    folders: systemFolders,
    ordinaryUser: 'ann',
    start: (command, options) => host.start(command, options),
    run: (command, options) => host.run(command, options),
    close: async () => {
      for (const end of ends) await end()
    },
  }
}
