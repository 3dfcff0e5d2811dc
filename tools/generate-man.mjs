// Makes the manual pages, and the sample configuration files, from docs/man and the tables of keys. Run alone it writes them to
// build/man to be read; tools/payload.mjs takes those of the programs that were built.
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { settingsFolder } from './distribution.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))
const source = name => readFileSync(join(project, 'docs/man', name), 'utf8')
const daemonTable = JSON.parse(readFileSync(join(project, 'units/daemons.json'), 'utf8'))
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))

const guestsSettings = join(project, 'build/src/guests/guestsSettings.js')
const { guestsKeys } = existsSync(guestsSettings) ? await import(guestsSettings) : { guestsKeys: [] }

/** Rows of keys.json: name, default as it is written, what it does, and a value to begin with where there is no default. */
const keys = JSON.parse(source('keys.json'))
const networkDaemons = ['libvirtd', 'virtproxyd']
const keysOf = daemon => [...keys.daemon, ...(networkDaemons.includes(daemon) ? keys.network : [])]

/** Text of one line in roff: its own signs escaped, then our marks put in. */
function inline(text) {
  return text
    .replaceAll('\\*', '\u0001')
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/\*\*([^*]+)\*\*/g, '\\fB$1\\fR')
    .replaceAll(/\*([^*]+)\*/g, '\\fI$1\\fR')
    .replaceAll(/`([^`]+)`/g, '\\fB$1\\fR')
    .replaceAll('\u0001', '*')
    .replaceAll(/^([.'])/g, '\\&$1')
}

/** The part of Markdown that the sources use, as man(7). The first line is `# name(section) what it is`. */
export function roff(markdown) {
  const [title, ...blocks] = markdown.trim().split(/\n{2,}/)
  const [, name, section, what] = /^# (\S+)\((\d)\) (.*)$/.exec(title)
  const lines = [
    `.TH ${name.toUpperCase()} ${section} "" "Virtbus ${version}"`,
    '.SH NAME',
    `${inline(name)} \\- ${inline(what)}`,
  ]
  let code
  for (const block of blocks) {
    if (code === undefined && block.startsWith('```')) code = []
    if (code) {
      code.push(block)
      if (block.endsWith('```') && block !== '```') {
        const text = code
          .join('\n\n')
          .replace(/^```\n/, '')
          .replace(/\n```$/, '')
        const shown = text
          .replaceAll('\\', '\\e')
          .replaceAll('-', '\\-')
          .replaceAll(/^([.'])/gm, '\\&$1')
        lines.push(...(lines.at(-1).startsWith('.SH') ? [] : ['.PP']), '.RS 4', '.nf', shown, '.fi', '.RE')
        code = undefined
      }
    } else if (block.startsWith('## ')) lines.push(`.SH ${block.slice(3)}`)
    else if (/\n: /.test(block)) {
      const [term, rest] = block.split(/\n: (.*)/s)
      lines.push('.TP', inline(term), ...rest.split('\n').map(inline))
    } else lines.push(...(lines.at(-1).startsWith('.SH') ? [] : ['.PP']), ...block.split('\n').map(inline))
  }
  return `${lines.join('\n')}\n`
}

const keyList = rows =>
  rows
    .map(
      ([name, preset, help]) => `**${name}**${preset === '' ? '' : ` = ${preset.replaceAll('*', '\\*')}`}\n: ${help}`,
    )
    .join('\n\n')

const filled = (text, values) => text.replaceAll(/@(\w+)@/g, (whole, name) => values[name] ?? whole)

const comment = text => text.replaceAll(/(.{1,96})(?:\s+|$)/g, '# $1\n')

/** @param rows of keys.json @returns the file as it is installed: every key with its default, or a value to begin with, as a comment */
export function sampleConf(rows, title) {
  const entries = rows.map(
    ([name, preset, help, start = '']) => `${comment(help)}#${name} = ${preset === '' ? start : preset}\n`,
  )
  return [comment(title), ...entries].join('\n')
}

function sampleGuests(rows) {
  const entries = rows.map(({ name, preset, help }) => `${comment(help)}#${name}=${preset}\n`)
  return [comment('How guests go down and come up with the host; see libvirt-guests(8).'), ...entries].join('\n')
}

const page = (name, section, text) => ({ to: `/usr/share/man/man${section}/${name}.${section}`, text, mode: 0o644 })
const configuration = (to, text) => ({ to, text, mode: 0o644 })
const link = (name, section, target) => ({
  to: `/usr/share/man/man${section}/${name}.${section}`,
  link: `${target}.${section}`,
})

function daemonPages(daemon) {
  const { description, busName = `org.libvirt.${daemon}`, sockets } = daemonTable[daemon]
  const what = description.replace(/^Virtbus /, '')
  const values = { daemon, description: what, busName, VARIABLE: `${daemon.toUpperCase()}_ARGS` }
  const rows = keysOf(daemon)
  return [
    page(daemon, 8, roff(filled(source('daemon.md'), values))),
    link(`${daemon}.service`, 8, daemon),
    ...sockets.map(kind => link(`${daemon}${kind}.socket`, 8, daemon)),
    page(`${daemon}.conf`, 5, roff(filled(source('daemon.conf.md'), { ...values, keys: keyList(rows) }))),
    configuration(
      `/etc/libvirt/${daemon}.conf`,
      sampleConf(rows, `Configuration of ${daemon}; see ${daemon}.conf(5). Every key, with its default or an example.`),
    ),
  ]
}

function guestsPages() {
  const rows = guestsKeys.map(({ name, preset, help }) => [name, preset, help])
  return [
    page('libvirt-guests', 8, roff(filled(source('libvirt-guests.md'), { keys: keyList(rows) }))),
    ...['libvirt-guests.service', 'libvirt-guests-sleep.service', 'virt-guest-shutdown.target'].map(unit =>
      link(unit, 8, 'libvirt-guests'),
    ),
    configuration(`${settingsFolder()}/libvirt-guests`, sampleGuests(guestsKeys)),
  ]
}

/** Pages and samples of these programs. @returns {({ to: string, text: string, mode: number } | { to: string, link: string })[]} */
export function manFiles(programs) {
  const plain = ['virt-qemu-run', 'virtbus-mode'].filter(name => programs.includes(name))
  const drivesQemu = ['virtqemud', 'libvirtd', 'virt-qemu-run'].some(name => programs.includes(name))
  return [
    ...programs.filter(name => name in daemonTable).flatMap(daemonPages),
    ...plain.map(name => page(name, 8, roff(source(`${name}.md`)))),
    ...(programs.includes('libvirt-guests') ? guestsPages() : []),
    ...(drivesQemu ? qemuPages() : []),
  ]
}

const qemuPages = () => [
  page('qemu.conf', 5, roff(filled(source('qemu.conf.md'), { keys: keyList(keys.qemu) }))),
  configuration(
    '/etc/libvirt/qemu.conf',
    sampleConf(
      keys.qemu,
      'Configuration of the QEMU driver; see qemu.conf(5). Every key, with its default or an example.',
    ),
  ),
]

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const programs = [...Object.keys(daemonTable), 'virt-qemu-run', 'virtbus-mode', 'libvirt-guests']
  for (const { to, text, link: target } of manFiles(programs)) {
    const path = join(project, 'build/man', to)
    mkdirSync(dirname(path), { recursive: true })
    rmSync(path, { force: true })
    if (target) symlinkSync(target, path)
    else writeFileSync(path, text)
  }
}
