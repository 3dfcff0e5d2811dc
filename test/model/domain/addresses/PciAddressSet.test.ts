import t from 'tap'
import { PciAddressSet } from '../../../../src/model/domain/addresses/PciAddressSet.js'
import { connect } from '../../../../src/model/domain/addresses/pciConnect.js'

const legacy = connect.pciDevice | connect.hotplug
const express = connect.pcieDevice | connect.hotplug

function setWith(model: 'pci-root' | 'pcie-root', grows = false): PciAddressSet {
  const set = new PciAddressSet(grows, true)
  set.addBus(model)
  return set
}

t.test('the first free slot of the root is taken, slot 0 being the host bridge', async t => {
  const set = setWith('pci-root')
  t.same(set.reserveNext(legacy), { bus: 0, slot: 1, function: 0 })
  t.same(set.reserveNext(legacy), { bus: 0, slot: 2, function: 0 })
})

t.test('ports share a slot, eight to each', async t => {
  const set = setWith('pcie-root')
  const port = connect.rootPort | connect.aggregate
  const places = Array.from({ length: 9 }, () => set.reserveNext(port))
  t.same(places[7], { bus: 0, slot: 1, function: 7 })
  t.same(places[8], { bus: 0, slot: 2, function: 0 })
})

t.test('an express device gets a root port of its own', async t => {
  const set = setWith('pcie-root', true)
  t.same(set.reserveNext(express), { bus: 1, slot: 0, function: 0 })
  t.same(set.reserveNext(express), { bus: 2, slot: 0, function: 0 })
  t.same(
    set.buses.map(({ model }) => model),
    ['pcie-root', 'pcie-root-port', 'pcie-root-port'],
  )
})

t.test('a legacy device on express gets a bridge behind a root port', async t => {
  const set = setWith('pcie-root', true)
  t.same(set.reserveNext(legacy), { bus: 2, slot: 1, function: 0 })
  t.same(
    set.buses.map(({ model }) => model),
    ['pcie-root', 'pcie-root-port', 'pcie-to-pci-bridge'],
  )
})

t.test('without that bridge the old pair of bridges does', async t => {
  const set = new PciAddressSet(true, false)
  set.addBus('pcie-root')
  t.same(set.reserveNext(legacy), { bus: 2, slot: 1, function: 0 })
  t.same(
    set.buses.map(({ model }) => model),
    ['pcie-root', 'dmi-to-pci-bridge', 'pci-bridge'],
  )
})

t.test('when the root is full a bridge is added', async t => {
  const set = setWith('pci-root', true)
  for (let slot = 1; slot < 32; slot++) set.reserveNext(legacy)
  t.ok(set.full)
  t.same(set.reserveNext(legacy), { bus: 1, slot: 1, function: 0 })
})

const refusals = [
  ['double use', { bus: 0, slot: 3, function: 0 }, legacy, 'Attempted double use of PCI Address 0000:00:03.0'],
  ['a bus that is not there', { bus: 5, slot: 1, function: 0 }, legacy, 'Only PCI buses up to 0 are available'],
  ['slot 0 of the root', { bus: 0, slot: 0, function: 0 }, legacy, 'slot must be >= 1'],
  ['another segment', { domain: 1, bus: 0, slot: 4, function: 0 }, legacy, 'Only PCI domain 0 is available'],
  [
    'a root port on PCI',
    { bus: 0, slot: 4, function: 0 },
    connect.rootPort,
    'It requires a controller that accepts a pcie-root-port.',
  ],
] as const
for (const [what, place, needs, text] of refusals) {
  t.test(`${what} is refused`, async t => {
    const set = setWith('pci-root')
    set.reserve({ bus: 0, slot: 3, function: 0 }, legacy)
    t.throws(() => set.reserve(place, needs), { code: 'XML_ERROR', message: new RegExp(text.replaceAll('.', '\\.')) })
  })
}

t.test('whoever chooses an address may put a legacy device into an express slot', async t => {
  const set = setWith('pcie-root')
  t.doesNotThrow(() => set.reserve({ bus: 0, slot: 5, function: 0 }, legacy))
})

t.test('a controller that needs a place which cannot be made is named', async t => {
  t.throws(() => setWith('pci-root', true).reserveNext(connect.rootPort), {
    message: /a PCI slot is needed to connect a PCI controller model='pcie-root-port', but none is available/,
  })
})
