import t from 'tap'
import { UsbPorts } from '../../../../src/model/domain/addresses/UsbPorts.js'
import type { DeviceInfo } from '../../../../src/model/domain/devices/deviceInfo.js'

function piix(): UsbPorts {
  const ports = new UsbPorts()
  ports.addController({ kind: 'controller', type: 'usb', index: 0, model: 'piix3-uhci', info: {} })
  return ports
}

const at = (...port: number[]): DeviceInfo => ({ address: { type: 'usb', bus: 0, port } })

t.test('ports are given in order, and those of a hub when the controller has no more', async t => {
  const ports = piix()
  const hub = at(2)
  ports.reserve(hub)
  ports.openHub(hub)
  const infos: DeviceInfo[] = [{}, {}, {}]
  for (const info of infos) ports.assign(info)
  t.same(
    infos.map(({ address }) => address?.type === 'usb' && address.port?.join('.')),
    ['1', '2.1', '2.2'],
  )
})

t.test('a port is taken once', async t => {
  const ports = piix()
  ports.reserve(at(1))
  t.throws(() => ports.reserve(at(1)), { message: 'XML error: Duplicate USB address bus 0 port 1' })
})

t.test('a port behind no hub does not exist', async t => {
  t.throws(() => piix().reserve(at(1, 3)), { message: /there is no hub at port 1 in USB address bus: 0 port: 1\.3/ })
})

t.test('when all ports are taken nothing is left to give', async t => {
  const ports = piix()
  ports.assign({})
  ports.assign({})
  t.throws(() => ports.assign({}), { message: 'internal error: No free USB ports' })
})
