// One file per program: start-up time and memory, see docs/decisions.
import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { logCallMarker } from './markLogCalls.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** Tells programs of different sources apart, whatever their version numbers say. */
function sourceDigest() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  const files = readdirSync(join(root, 'src'), { recursive: true }).filter(file => file.endsWith('.ts'))
  for (const file of files.toSorted()) hash.update(`${file}\0`).update(readFileSync(join(root, 'src', file)))
  return hash.digest('base64url')
}

/** @param entry a TypeScript module that runs the program; @param outfile the executable to write */
export async function bundle(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    legalComments: 'none',
    external: ['usocket', 'x11', '*.node'],
    plugins: [logCallMarker(root)],
    define: { sourceDigest: JSON.stringify(sourceDigest()) },
    // dbus-next is CommonJS and asks for Node's own modules with require().
    banner: {
      js: [
        // Half the memory for no measurable time, see docs/decisions/memory.md.
        '#!/usr/bin/env -S node --max-semi-space-size=2 --optimize-for-size',
        "import { createRequire as __createRequire } from 'node:module'",
        'const require = __createRequire(import.meta.url)',
      ].join('\n'),
    },
  })
  chmodSync(join(root, outfile), 0o755)
}
