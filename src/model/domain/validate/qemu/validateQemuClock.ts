import type { QemuCapabilities } from '../../../capabilities/QemuCapabilities.js'
import type { Timer } from '../../clock.js'
import type { Domain } from '../../Domain.js'
import { isX86 } from '../../machineKind.js'
import { refuse } from '../refuse.js'

/** The last second of the year 9999, after which QEMU's -rtc base cannot be written. */
const latestStart = 253_402_300_799n

/** Which timers QEMU has, and what they can be told (qemuValidateDomainDefClockTimers). */
export function validateQemuClock(domain: Domain, { flags }: QemuCapabilities): void {
  const { time, timers } = domain.clock
  refuse(
    time.offset === 'absolute' && time.start > latestStart,
    `The maximum 'start' value for <clock offset='absolute'> is ${latestStart}`,
  )
  for (const timer of timers) validateTimer(timer, domain, flags)
}

function validateTimer(timer: Timer, domain: Domain, flags: ReadonlySet<string>): void {
  const { name, present, tickPolicy, track } = timer
  const guests = `for virtType=${domain.type} arch=${domain.os.arch} machine=${domain.os.machine} guests`
  const notHere = (condition: boolean) =>
    refuse(condition, `Configuring the '${name}' timer is not supported ${guests}`)
  switch (name) {
    case 'platform':
      refuse(true, `unsupported timer type (name) '${name}'`)
      break
    case 'tsc':
    case 'kvmclock':
    case 'hypervclock':
      notHere(!isX86(domain) && present === true)
      break
    case 'rtc':
      refuse(track !== undefined && track !== 'guest' && track !== 'wall', `unsupported rtc timer track '${track}'`)
      refuse(tickPolicy === 'merge' || tickPolicy === 'discard', `unsupported rtc timer tickpolicy '${tickPolicy}'`)
      break
    case 'pit':
      refuse(tickPolicy === 'merge', `unsupported pit tickpolicy '${tickPolicy}'`)
      refuse(
        tickPolicy === 'catchup' && !flags.has('kvm-pit-lost-tick-policy'),
        `unsupported pit tickpolicy '${tickPolicy}'`,
      )
      break
    case 'hpet':
      refuse(present === true && !isX86(domain), 'hpet timer is not supported')
      break
    case 'armvtimer':
      notHere(true)
      break
    default:
  }
}
