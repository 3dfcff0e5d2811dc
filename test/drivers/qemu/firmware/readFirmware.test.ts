import t from 'tap'
import { readFirmware } from '../../../../src/drivers/qemu/firmware/readFirmware.js'

const mapping = { device: 'memory', filename: '/fw' }
const descriptor = JSON.stringify({ 'interface-types': ['bios'], mapping, targets: [], features: [] })

t.test('folders are read in order, a user before all, and a broken file spoils only itself', async t => {
  const contents: Record<string, string> = {
    '/usr/share/qemu/firmware/10-a.json': descriptor,
    '/usr/share/qemu/firmware/20-b.json': '{',
    '/etc/qemu/firmware/30-c.json': descriptor,
    '/home/me/firmware/10-a.json': '',
  }
  const files = {
    list: async (folder: string) =>
      Object.keys(contents)
        .filter(path => path.startsWith(`${folder}/`))
        .map(path => path.slice(folder.length + 1)),
    read: async (path: string) => contents[path],
  }
  t.equal((await readFirmware(files)).descriptors.length, 2)
  const { descriptors, refused } = await readFirmware(files, '/home/me/firmware')
  t.equal(descriptors.length, 1)
  t.match(refused, [{ message: /firmware descriptor '\/usr\/share\/qemu\/firmware\/20-b.json'/ }])
})
