import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import t from 'tap'
import { keycodeSet } from '../../../../src/api/enums/domain.js'
import { keyNumber } from '../../../../src/drivers/qemu/input/keyNumber.js'

// The key, its qnum, and its code in each set that has it.
const keys = [
  ['A', 30, { LINUX: 30, XT: 30, ATSET1: 30, ATSET2: 28, ATSET3: 28, OSX: 0, XT_KBD: 30, USB: 4, WIN32: 65 }],
  ['Enter', 28, { LINUX: 28, ATSET2: 90, OSX: 36, USB: 40, WIN32: 13 }],
  ['Escape', 1, { LINUX: 1, XT: 1, ATSET2: 118, ATSET3: 8, OSX: 53, USB: 41, WIN32: 27 }],
  ['Delete', 211, { LINUX: 111, XT: 0xe053, XT_KBD: 339, ATSET3: 100, OSX: 117, USB: 76, WIN32: 46 }],
  ['right Control', 157, { LINUX: 97, XT: 0xe01d, XT_KBD: 285, ATSET3: 88, OSX: 62, USB: 228, WIN32: 163 }],
  ['F12', 88, { LINUX: 88, ATSET2: 7, USB: 69, WIN32: 123 }],
] as const
for (const [key, number, codes] of keys) {
  t.test(`${key} has one number, by whatever set it is named`, async t => {
    for (const [set, code] of Object.entries(codes)) {
      const number_ = Object.entries(keycodeSet).find(([name]) => name === set)?.[1] ?? -1
      t.equal(keyNumber(number_, code), number, set)
    }
    t.equal(keyNumber(keycodeSet.QNUM, number), number)
  })
}

t.test('a key that QEMU does not have, or a set that is none, is refused', async t => {
  t.throws(() => keyNumber(keycodeSet.LINUX, 500), {
    message: 'internal error: cannot translate keycode 500 of linux codeset to qnum codeset',
  })
  t.throws(() => keyNumber(99, 1), { code: 'INVALID_ARG' })
})

const oracle = `
import ctypes, json, sys
translate = ctypes.CDLL('libvirt.so.0').virKeycodeValueTranslate
translate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_ushort]
json.dump([[translate(s, 9, c) for c in range(1024)] for s in range(9)], sys.stdout)`
const library = existsSync('/usr/lib/x86_64-linux-gnu/libvirt.so.0')

t.test('the table says what libvirt says', { skip: library ? false : 'no libvirt here to ask' }, async t => {
  const theirs: number[][] = JSON.parse(execFileSync('/usr/bin/python3', ['-c', oracle], { encoding: 'utf8' }))
  for (const [set, row] of theirs.entries()) {
    const ours = row.map((_, code) => {
      try {
        return keyNumber(set, code)
      } catch {
        return 0
      }
    })
    t.same(
      ours,
      row.map(number => Math.max(0, number)),
      `set ${set}`,
    )
  }
})
