import t from 'tap'
import { driverNodes } from '../../../src/bus/tree/driverNodes.js'
import { ObjectTree } from '../../../src/bus/tree/ObjectTree.js'

const tree = new ObjectTree(driverNodes('system', []))
const kindAt = (path: string) => {
  const place = tree.resolve(path)
  if (place === undefined || place.is === 'above') return place?.is
  return 'kind' in place ? `${place.is} ${place.kind} ${place.element}`.trim() : `${place.is} ${place.node.uri}`
}

const places: [path: string, expected: string | undefined][] = [
  ['/', 'above'],
  ['/org', 'above'],
  ['/org/libvirt', 'above'],
  ['/org/libvirt/QEMU', 'driver qemu:///system'],
  ['/org/libvirt/LXC', 'driver lxc:///'],
  ['/org/libvirt/Nope', undefined],
  ['/org/libvirt/QEMU/domain', 'folder domain'],
  ['/org/libvirt/QEMU/storagevol/_2fa', 'object storageVol _2fa'],
  ['/org/libvirt/Test/domainsnapshot/x', 'object domainSnapshot x'],
  ['/org/libvirt/QEMU/domain/a/b', undefined],
  ['/org/libvirt/QEMU/nope/a', undefined],
  ['/org/libvirt/Nope/domain/a', undefined],
  ['/domain/a', undefined],
  ['/domain', undefined],
]
for (const [path, expected] of places) {
  t.test(`${path} leads to ${expected ?? 'nothing'}`, async t => t.equal(kindAt(path), expected))
}

t.test('what is above the drivers knows the way down', async t => {
  t.strictSame(tree.resolve('/'), { is: 'above', children: ['org'] })
  const drivers = ['BHyve', 'LXC', 'OpenVZ', 'QEMU', 'Test', 'UML', 'VBox', 'VZ', 'Xen']
  t.strictSame(tree.resolve('/org/libvirt'), { is: 'above', children: drivers })
})
