// Part of the bundler: writes file and line into every `log.warning(…)`, since a bundle's own line numbers tell nobody
// anything and reading source maps at run time costs more than the whole start of a daemon.
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'

const call = /\blog\.(debug|info|warning|error)\(/g

/** @returns the text with a mark such as "src/daemon/Daemon.ts:42" in front of each call's arguments */
export function markLogCalls(text, file) {
  let line = 1
  let counted = 0
  return text.replace(call, (found, _level, offset) => {
    for (; counted < offset; counted++) if (text.charCodeAt(counted) === 10) line++
    return `${found}${JSON.stringify(`${file}:${line}`)}, `
  })
}

/** The plugin for esbuild. @param root the folder that files are named relative to */
export const logCallMarker = root => ({
  name: 'log-call-marker',
  setup(build) {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => ({
      contents: markLogCalls(await readFile(path, 'utf8'), relative(root, path)),
      loader: 'ts',
    }))
  },
})
