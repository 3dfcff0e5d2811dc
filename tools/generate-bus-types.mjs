// Makes src/bus/generated/ from dbus/*.xml: the members of every interface as TypeScript types and as data, and the text
// that introspection returns. Run after changing an interface description; `--check` only tells whether that was forgotten.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SaxesParser } from 'saxes'

const root = fileURLToPath(new URL('..', import.meta.url))
const emitsChanged = 'org.freedesktop.DBus.Property.EmitsChangedSignal'
const header = '// Made by: node tools/generate-bus-types.mjs\n'

/** @returns {{ name: string, text: string, methods: object[], properties: object[], signals: object[] }} */
function readInterface(file) {
  const text = readFileSync(file, 'utf8')
  const result = { methods: [], properties: [], signals: [] }
  let member
  const parser = new SaxesParser({ fileName: file })
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({ name, attributes: given }) => {
    if (name === 'interface') result.name = given.name
    else if (name === 'method' || name === 'signal') {
      member = { name: given.name, in: [], out: [] }
      result[`${name}s`].push(member)
    } else if (name === 'property') {
      member = { name: given.name, type: given.type, access: given.access, emits: 'false' }
      result.properties.push(member)
    } else if (name === 'arg') member[given.direction === 'in' ? 'in' : 'out'].push(given)
    else if (name === 'annotation' && member && given.name === emitsChanged) member.emits = given.value
  })
  parser.write(text).close()
  const start = text.indexOf('  <interface')
  result.text = text.slice(start, text.indexOf('</interface>') + '</interface>'.length)
  return result
}

/** Signature letters by the TypeScript type they become. */
const lettersOf = { number: 'ynqiuhd', bigint: 'xt', boolean: 'b', string: 'sog', Variant: 'v' }
const basic = Object.fromEntries(
  Object.entries(lettersOf).flatMap(([type, letters]) => letters.split('').map(letter => [letter, type])),
)

/** TypeScript of the complete type at `at` and where the next one begins. Results are read-only, arguments the handler's own. */
function typeAt(signature, at, mode = 'readonly ') {
  const letter = signature[at]
  if (basic[letter]) return [basic[letter], at + 1]
  if (letter === '(') {
    const fields = []
    let next = at + 1
    while (signature[next] !== ')') {
      const [field, after] = typeAt(signature, next, mode)
      fields.push(field)
      next = after
    }
    return [`${mode}[${fields.join(', ')}]`, next + 1]
  }
  if (signature.startsWith('ay', at)) return ['Uint8Array', at + 2]
  if (signature[at + 1] === '{') {
    const [key, valueAt] = typeAt(signature, at + 2, mode)
    const [value, end] = typeAt(signature, valueAt, mode)
    return [`Entries<${key}, ${value}>`, end + 1]
  }
  const [item, end] = typeAt(signature, at + 1, mode)
  return [/^\w+$/.test(item) ? `${mode}${item}[]` : `${mode}(${item})[]`, end]
}

/** A tuple's labels are identifiers, and `interface` is none. */
const label = name => (name === 'interface' ? 'iface' : name)
const tuple = (args, mode) =>
  `[${args.map(({ name, type }) => `${label(name)}: ${typeAt(type, 0, mode)[0]}`).join(', ')}]`
const signatureOf = args => args.map(({ type }) => type).join('')
const block = (indent, lines) => lines.map(line => `${' '.repeat(indent)}${line}\n`).join('')

function typesOf({ name, methods, properties, signals }) {
  return [
    `  '${name}': {\n    methods: {\n`,
    block(
      6,
      methods.map(m => `${m.name}: { in: ${tuple(m.in, '')}; out: ${tuple(m.out)} }`),
    ),
    '    }\n    properties: {\n',
    block(
      6,
      properties.map(p => `${p.name}: ${typeAt(p.type, 0)[0]}`),
    ),
    '    }\n    signals: {\n',
    block(
      6,
      signals.map(s => `${s.name}: ${tuple(s.out)}`),
    ),
    '    }\n  }\n',
  ].join('')
}

function dataOf({ name, methods, properties, signals }) {
  return [
    `  '${name}': {\n    methods: {\n`,
    block(
      6,
      methods.map(m => `${m.name}: { in: '${signatureOf(m.in)}', out: '${signatureOf(m.out)}' },`),
    ),
    '    },\n    properties: {\n',
    block(
      6,
      properties.map(
        p => `${p.name}: { type: '${p.type}', writable: ${p.access === 'readwrite'}, emits: '${p.emits}' },`,
      ),
    ),
    '    },\n    signals: {\n',
    block(
      6,
      signals.map(s => `${s.name}: '${signatureOf(s.out)}',`),
    ),
    '    },\n  },\n',
  ].join('')
}

const interfaces = readdirSync(`${root}dbus`)
  .filter(name => name.endsWith('.xml'))
  .sort()
  .map(name => readInterface(`${root}dbus/${name}`))

const files = {
  'interfaces.ts': [
    header,
    "import type { Entries, Variant } from '../codec/values.js'\n\n",
    '/** Arguments, results and property values of every member. */\nexport interface BusInterfaces {\n',
    ...interfaces.map(typesOf),
    '}\n\n/** Signatures of every member. */\nexport const busInterfaces = {\n',
    ...interfaces.map(dataOf),
    '} as const\n',
  ].join(''),
  'introspection.ts': [
    header,
    '/** The `<interface>` element of every interface, with its documentation. */\n',
    'export const introspection = {\n',
    ...interfaces.map(({ name, text }) => `  '${name}': ${JSON.stringify(text)},\n`),
    '} as const\n',
  ].join(''),
}

const folder = `${root}src/bus/generated/`
for (const [name, text] of Object.entries(files)) {
  if (process.argv.includes('--check')) {
    if (readFileSync(folder + name, 'utf8') === text) continue
    process.stderr.write(`src/bus/generated/${name} does not fit dbus/*.xml; run node tools/generate-bus-types.mjs\n`)
    process.exitCode = 1
  } else {
    mkdirSync(folder, { recursive: true })
    writeFileSync(folder + name, text)
  }
}
