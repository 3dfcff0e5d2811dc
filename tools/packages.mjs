// The packages of distributions: which files of the payload and which units belong to each, and what is done on the host.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { payload } from './payload.mjs'

const packaging = new URL('../packaging/', import.meta.url)
export const packagingFile = name => readFileSync(new URL(name, packaging), 'utf8')
const table = JSON.parse(packagingFile('packages.json'))
export const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
/** Package of everything that belongs to no program. */
const COMMON = 'virtbus-common'

/** Which program a file belongs to, by its name: `org.libvirt.virtqemud.conf`, `virtqemud-ro.socket`, `virtqemud.8`. */
function programOf(to, programs) {
  const name = basename(to)
    .replace(/^dbus-org\.libvirt\.service$/, 'libvirtd.alias')
    .replace(/^org\.libvirt\./, '')
  return programs
    .filter(program => name === program || name.startsWith(`${program}.`) || name.startsWith(`${program}-`))
    .toSorted((a, b) => b.length - a.length)[0]
}

/** @param options of `payload` @returns packages with the files and units that were built; those without a program are left out */
export function packages(options) {
  const files = payload(options)
  const all = Object.values(table).flatMap(({ programs }) => programs)
  const packageOf = ({ to }) => {
    const program = programOf(to, all)
    return Object.keys(table).find(name => table[name].programs.includes(program)) ?? COMMON
  }
  return Object.entries(table)
    .map(([name, row]) => {
      const own = files.filter(file => packageOf(file) === name)
      const units = own
        .filter(({ to, link }) => /^\/usr\/lib\/systemd\/system\/[^/]+\.(service|socket)$/.test(to) && !link)
        .map(({ to }) => to)
      return { name, ...row, files: own.map(({ to }) => to), units: units.map(to => basename(to)) }
    })
    .filter(({ files: own }) => own.length > 0)
}

/** What the modular set consists of: everything but the daemon with every driver. */
export const usualSet = all => all.filter(({ name }) => name !== 'virtbus-libvirtd').map(({ name }) => name)

/** A script of packaging/scripts for one package; nothing where there is nothing to do. */
export function script(which, { name, units }) {
  if (units.length === 0 && name !== COMMON) return ''
  const text = packagingFile(`scripts/${which}.sh`).replaceAll('@units@', units.join(' '))
  return name === COMMON ? text.replaceAll('@common@', '') : text.replaceAll(/^ *@common@.*\n/gm, '')
}

/** Fills the @places@ of a template. */
export const fill = (text, values) => text.replaceAll(/@(\w+)@/g, (whole, place) => values[place] ?? whole)

/** Packages of libvirt that this one stands for, and that cannot be installed beside it. */
export const takenOver = ({ takesOver }, kind) => takesOver[kind]
/** Those of all packages of ours together. */
export const everyTakenOver = kind => [...new Set(Object.values(table).flatMap(row => takenOver(row, kind)))]
export const commonOf = ({ name }) => (name === COMMON ? [] : [COMMON])
