// The layers of docs/architecture.md: nothing imports from above itself.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import t from 'tap'

/** What each folder of src/ may import besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  api: [],
  config: ['api', 'host'],
  model: ['api'],
  log: ['api', 'host'],
  host: ['api', 'model'],
  drivers: ['api', 'config', 'model', 'host', 'log'],
  access: ['api'],
  bus: ['api', 'access', 'host', 'log', 'model'],
  rpc: ['api', 'access', 'host', 'log'],
  daemon: ['api', 'access', 'bus', 'config', 'drivers', 'host', 'log', 'model', 'rpc'],
  embed: ['api', 'config', 'daemon', 'drivers', 'host', 'log', 'model'],
  guests: ['api', 'bus', 'daemon', 'host', 'log', 'model'],
  mode: ['bus', 'daemon', 'guests', 'host'],
  bin: ['daemon', 'embed', 'guests', 'mode'],
}
const source = resolve('src')

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (entry.name.endsWith('.ts')) yield path
  }
}

const layerOf = (path: string) => relative(source, path).split('/')[0] ?? ''

for (const [layer, below] of Object.entries(allowed)) {
  t.test(`${layer} imports only ${below.join(', ') || 'itself'}`, async t => {
    const strays: string[] = []
    for (const path of sources(join(source, layer))) {
      for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
        const other = layerOf(resolve(path, '..', target))
        if (other !== layer && !below.includes(other)) strays.push(`${relative(source, path)} → ${other}`)
      }
    }
    t.same(strays, [])
  })
}
t.test('every folder of src has its layer', async t => {
  const folders = readdirSync(source, { withFileTypes: true }).filter(entry => entry.isDirectory())
  t.same(folders.map(({ name }) => name).sort(), Object.keys(allowed).sort())
})
