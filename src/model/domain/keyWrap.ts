// `<keywrap>`: which ciphers protect keys in the guest (s390).
import { formatOnOff, onOff, refuseAt, requiredEnum } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

const ciphers = ['aes', 'dea'] as const
export type KeyWrap = Map<(typeof ciphers)[number], boolean>

export function parseKeyWrap(root: XmlElement): KeyWrap {
  const keyWrap: KeyWrap = new Map()
  for (const element of root.child('keywrap')?.elements('cipher') ?? []) {
    const name = requiredEnum(element, 'name', ciphers)
    const state = onOff(element, 'state')
    if (state === undefined) throw refuseAt(element, "Missing required attribute 'state' in element 'cipher'")
    if (keyWrap.has(name)) {
      throw refuseAt(element, `A domain definition can have no more than one cipher node with name ${name}`)
    }
    keyWrap.set(name, state)
  }
  return keyWrap
}

export function formatKeyWrap(writer: XmlWriter, keyWrap: KeyWrap): void {
  writer.elementIfAny('keywrap', {}, () => {
    for (const name of ciphers) {
      const state = keyWrap.get(name)
      if (state !== undefined) writer.element('cipher', { name, state: formatOnOff(state) })
    }
  })
}
