// Events of displays: who looks at the guest.
import { domainEventGraphicsAddressType, domainEventGraphicsPhase } from '../../../api/enums/domain.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import type { EventHandler, EventHandlers } from './EventHandler.js'

/** Numbers of the families of addresses, by QEMU's names. */
const families: Readonly<Record<string, number>> = {
  ipv4: domainEventGraphicsAddressType.IPV4,
  ipv6: domainEventGraphicsAddressType.IPV6,
  unix: domainEventGraphicsAddressType.UNIX,
}

function displayAddress(data: JsonReader) {
  const text = (name: string) => data.field(name).optionalString() ?? ''
  const family = families[text('family')] ?? domainEventGraphicsAddressType.IPV4
  // SPICE names the port otherwise than VNC.
  return { family, node: text('host'), service: text('service') || text('port') }
}

/** Somebody comes to look at the guest, has been let in, or has gone. */
const viewer =
  (phase: keyof typeof domainEventGraphicsPhase): EventHandler =>
  ({ context, domain, data }) => {
    const subject = ['x509_dname', 'sasl_username'].flatMap(type => {
      const name = data.field('client').field(type).optionalString()
      return name === undefined ? [] : [{ type: type === 'x509_dname' ? 'x509dname' : 'saslUsername', name }]
    })
    context.feed.emit('domainGraphicsEvent', {
      dom: domain,
      phase: domainEventGraphicsPhase[phase],
      local: displayAddress(data.field('server')),
      remote: displayAddress(data.field('client')),
      authScheme: data.field('server').field('auth').optionalString() ?? '',
      subject,
    })
  }

export const displayEvents: EventHandlers = {
  VNC_CONNECTED: viewer('CONNECT'),
  VNC_INITIALIZED: viewer('INITIALIZE'),
  VNC_DISCONNECTED: viewer('DISCONNECT'),
  SPICE_CONNECTED: viewer('CONNECT'),
  SPICE_INITIALIZED: viewer('INITIALIZE'),
  SPICE_DISCONNECTED: viewer('DISCONNECT'),
}
