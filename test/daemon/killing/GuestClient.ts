// A client that has two guests to itself and calls without a pause, until the daemon is gone under it.
import * as calls from '../../../src/api/calls/index.js'
import type { Call } from '../../../src/api/call.js'
import {
  domainCreateFlags,
  domainModificationImpact,
  domainUndefineFlagsValues,
} from '../../../src/api/enums/domain.js'
import type { RpcClient } from '../../../src/rpc/client/RpcClient.js'
import type { Values } from '../../../src/access/perform.js'
import { type GuestFacts, outcomes, otherName, type StepName, stepNames, steps } from './GuestFacts.js'
import type { RandomSequence } from './randomSequence.js'

/** A guest as its client last knew it: one state, or several after an interrupted call. */
export interface KnownGuest {
  readonly uuid: string
  facts: GuestFacts
  /** What may be found instead of `facts`, after an interruption. */
  possible: readonly GuestFacts[]
  /** The call that was not answered. */
  interrupted: StepName | undefined
}

/** Text of a guest that needs no disk and has nothing to boot; its version is its description. */
export function guestDocument({ name, version = 1 }: Pick<GuestFacts, 'name' | 'version'>, uuid: string, tpm: boolean) {
  const chip = "<tpm model='tpm-tis'><backend type='emulator' version='2.0' persistent_state='yes'/></tpm>"
  return `<domain type='qemu'>
  <name>${name}</name><uuid>${uuid}</uuid><description>${version}</description>
  <memory unit='MiB'>16</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os><features><acpi/></features>
  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>
    <controller type='usb' model='none'/><memballoon model='none'/>${tpm ? chip : ''}</devices>
</domain>`
}

const device = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
const { LIVE, CONFIG } = domainModificationImpact

function request(step: StepName, { facts, uuid }: KnownGuest, tpm: boolean): readonly [row: Call, args: Values] {
  const dom = { name: facts.name, uuid, id: -1 }
  switch (step) {
    case 'define':
      return [calls.domainDefineXml, { xml: guestDocument(steps.define.after(facts), uuid, tpm) }]
    case 'start':
      return [calls.domainCreateWithFlags, { dom, flags: domainCreateFlags.START_PAUSED }]
    case 'resume':
      return [calls.domainResume, { dom }]
    case 'suspend':
      return [calls.domainSuspend, { dom }]
    case 'save':
      return [calls.domainManagedSave, { dom, flags: 0 }]
    case 'destroy':
      return [calls.domainDestroy, { dom }]
    case 'undefine':
      return [calls.domainUndefineFlags, { dom, flags: domainUndefineFlagsValues.MANAGED_SAVE }]
    case 'attach':
      return [calls.domainAttachDeviceFlags, { dom, xml: device, flags: LIVE | CONFIG }]
    case 'autostart':
      return [calls.domainSetAutostart, { dom, autostart: facts.autostart ? 0 : 1 }]
    case 'rename':
      return [calls.domainRename, { dom, new_name: otherName(facts.name), flags: 0 }]
  }
}

/**
 * Calls until the connection is gone. @returns how many calls were answered
 * @throws whatever the daemon refuses, with the call in front: every call is one that it must grant
 */
export async function workUntilLost(
  client: RpcClient,
  guests: readonly KnownGuest[],
  { random, tpm }: { readonly random: RandomSequence; readonly tpm: (uuid: string) => boolean },
): Promise<number> {
  for (let answered = 0; ; answered++) {
    const guest = random.pick(guests)
    const step = random.pick(stepNames.filter(name => guest && steps[name].possible(guest.facts)))
    if (!guest || !step) throw new Error('nothing is possible')
    try {
      await client.call(...request(step, guest, tpm(guest.uuid)))
      guest.facts = steps[step].after(guest.facts)
      guest.possible = [guest.facts]
    } catch (error) {
      if (!client.lost) throw new Error(`${step} of ${JSON.stringify(guest.facts)}: ${String(error)}`, { cause: error })
      guest.possible = outcomes(step, guest.facts)
      guest.interrupted = step
      return answered
    }
  }
}
