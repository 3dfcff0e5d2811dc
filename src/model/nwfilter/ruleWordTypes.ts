// Owns the attributes of rules that are lists of words.
import { type ConnectionState, connectionStates, type RuleValue } from './RuleValue.js'

const tcpFlagBits = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32 }
const allTcpFlags = 0x3f
const tcpFlagWords: Readonly<Record<string, number>> = { ...tcpFlagBits, ALL: allTcpFlags, NONE: 0 }

/** Words of a list in capitals; commas and blanks may separate them. Undefined when something is none of the words. */
function splitWords(text: string, words: readonly string[]): string[] | undefined {
  const found: string[] = []
  let rest = text.toUpperCase().replace(/^[\s,]+/, '')
  while (rest !== '') {
    const word = words.find(each => rest.startsWith(each))
    if (word === undefined) return undefined
    found.push(word)
    rest = rest.slice(word.length).replace(/^[\s,]+/, '')
  }
  return found
}

/** States of connections; NONE excludes the others. */
export const statesType = {
  read(text: string): RuleValue | undefined {
    const words = splitWords(text, connectionStates)
    if (!words) return undefined
    const states: ConnectionState[] = connectionStates.filter(state => words.includes(state))
    return { kind: 'states', states: states.includes('NONE') ? ['NONE'] : states }
  },
}

/** `mask/flags`, each a list of names of bits. */
export const tcpFlagsType = {
  read(text: string): RuleValue | undefined {
    const slash = text.indexOf('/')
    if (slash < 0) return undefined
    const mask = tcpBits(text.slice(0, slash))
    const flags = tcpBits(text.slice(slash + 1))
    return mask === undefined || flags === undefined ? undefined : { kind: 'tcpFlags', mask, flags }
  },
}

function tcpBits(text: string): number | undefined {
  return splitWords(text, Object.keys(tcpFlagWords))?.reduce((bits, word) => bits | (tcpFlagWords[word] ?? 0), 0)
}

/** Names of the bits in their order, `ALL` or `NONE`. */
export function formatTcpBits(bits: number): string {
  if (bits === 0) return 'NONE'
  if (bits === allTcpFlags) return 'ALL'
  const names = Object.entries(tcpFlagBits).flatMap(([name, bit]) => (bits & bit ? [name] : []))
  return names.join(',')
}

const longestIpsetName = 31

/** Name of a set of the kernel's. */
export const ipsetNameType = {
  read(text: string): RuleValue | undefined {
    const valid = text.length <= longestIpsetName && /^[A-Za-z0-9_.:+ -]*$/.test(text)
    return valid ? { kind: 'ipset', name: text } : undefined
  },
}

/** Up to six of `src` and `dst`. */
export const ipsetFlagsType = {
  read(text: string): RuleValue | undefined {
    const words = text.toLowerCase().split(',')
    const flags = words.flatMap((word): ('src' | 'dst')[] => (word === 'src' || word === 'dst' ? [word] : []))
    return flags.length === words.length && flags.length <= 6 ? { kind: 'ipsetFlags', flags } : undefined
  },
}
