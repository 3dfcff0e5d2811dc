// Run by hand: shows virt-manager and virt-viewer what a libvirtd of ours has, and keeps what they draw in docs/evidence.
//   sh tools/setup.sh && apt-get install virt-manager virt-viewer xvfb scrot && node build/test/host/drawClients.js
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bootHost } from './bootHost.js'
import { qemuDocuments } from './virsh/documents.js'

const folder = fileURLToPath(new URL('../../../docs/evidence/', import.meta.url))
const manager = 'virt-manager --no-fork --connect qemu:///system'
/** Picture → the program that draws it. */
const pictures = {
  'virt-manager.png': manager,
  'virt-manager-guest.png': `${manager} --show-domain-editor web1`,
  'virt-manager-console.png': `${manager} --show-domain-console web1`,
  'virt-viewer.png': 'virt-viewer --connect qemu:///system web1',
}
/** Seconds until it has drawn everything, on a slow machine. */
const patience = 15

const ends: (() => Promise<void>)[] = []
const host = await bootHost({ passing: () => true, comment: () => {}, teardown: end => void ends.push(end) })
try {
  const images = 'mkdir -p /var/lib/libvirt/images && cd /var/lib/libvirt/images && truncate -s 10M web1.img cd.iso'
  await host.succeed(['sh', '-c', images])
  await host.write('/tmp/web1.xml', qemuDocuments['guest.xml'])
  await host.write('/tmp/brief.xml', qemuDocuments['transient.xml'])
  await host.succeed(['systemctl', 'start', 'libvirtd.socket'])
  await host.succeed([
    'virsh',
    '--connect',
    'qemu:///system',
    'define /tmp/web1.xml; define /tmp/brief.xml; start web1',
  ])
  mkdirSync(folder, { recursive: true })
  for (const [picture, program] of Object.entries(pictures)) {
    const draw = `rm -f /tmp/.X9-lock; Xvfb :9 -screen 0 900x620x24 & sleep 1; export DISPLAY=:9
      ${program} & sleep ${patience}; scrot /tmp/${picture}; echo drawn; wait`
    const env = { HOME: '/root', XDG_RUNTIME_DIR: '/run', LIBGL_ALWAYS_SOFTWARE: '1' }
    // With the command ends everything that it started.
    await using drawing = host.start(['dbus-run-session', '--', 'sh', '-c', draw], { env })
    await drawing.shown(/drawn/)
    copyFileSync(host.path(`/tmp/${picture}`), join(folder, picture))
    console.log(join('docs/evidence', picture))
  }
} finally {
  for (const end of ends) await end()
}
