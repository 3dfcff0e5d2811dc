// Asks for the guests with dbus-next's own proxies, and prints the first event. Usage: node dbusNext.mjs ADDRESS DRIVER-PATH
import dbus from 'dbus-next'

const [, , busAddress, path] = process.argv
const bus = dbus.sessionBus({ busAddress })
const connect = (await bus.getProxyObject('org.libvirt', path)).getInterface('org.libvirt.Connect')
connect.on('DomainEvent', (domain, kind, detail) => {
  process.stdout.write(`event ${domain} ${kind} ${detail}\n`)
  bus.disconnect()
})
const [guest] = await connect.ListDomains(0)
const properties = (await bus.getProxyObject('org.libvirt', guest)).getInterface('org.freedesktop.DBus.Properties')
const all = await properties.GetAll('org.libvirt.Domain')
process.stdout.write(`guest ${all.Name.value.value}\n`)
