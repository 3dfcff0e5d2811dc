// Compiles native/*.cc to build/native/virtbus.node with the C++ compiler and whatever headers of Node are installed,
// so that a build needs no network; node-gyp is asked only when there are none. Run alone or by tools/build.mjs.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, realpathSync, renameSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const sources = ['virtbus.cc', 'inet.cc', 'kvm.cc', 'sasl.cc', 'scheduling.cc'].map(name => join(root, 'native', name))
const target = join(root, 'build/native/virtbus.node')

/** Where installations of Node keep node_api.h, likeliest first; asked lazily, since npm takes a quarter of a second. */
const headerPlaces = [
  () => join(dirname(realpathSync(process.execPath)), '../include/node'),
  () => process.env.npm_config_nodedir && join(process.env.npm_config_nodedir, 'include/node'),
  () => '/usr/include/node',
  () => join(homedir(), '.cache/node-gyp', process.versions.node, 'include/node'),
  () => join(spawnSync('npm', ['config', 'get', 'nodedir'], { encoding: 'utf8' }).stdout?.trim() ?? '', 'include/node'),
]

function findHeaders() {
  for (const place of headerPlaces) {
    const folder = place()
    if (folder && existsSync(join(folder, 'node_api.h')) && existsSync(join(folder, 'uv.h'))) return folder
  }
  return undefined
}

function compile(headers) {
  const compiler = process.env.CXX ?? 'g++'
  const built = `${target}.new`
  const { error, status } = spawnSync(
    compiler,
    [
      // Node-API 8 is in Node 20, 22 and 24 alike: one file serves all three.
      '-DNAPI_VERSION=8 -DNAPI_CPP_EXCEPTIONS -DNODE_GYP_MODULE_NAME=virtbus -D_GNU_SOURCE'.split(' '),
      '-std=c++17 -O2 -s -fPIC -shared -fvisibility=hidden -Wall -Wextra -Wno-unused-parameter'.split(' '),
      ['-isystem', headers, '-isystem', join(root, 'node_modules/node-addon-api')],
      [...sources, '-o', built, '-ldl'],
    ].flat(),
    { stdio: 'inherit' },
  )
  if (error)
    fail(
      `The C++ compiler ${compiler} cannot be run (${error.code}). Debian: apt install g++; Fedora: dnf install gcc-c++`,
    )
  if (status !== 0) fail(`${compiler} could not compile native/*.cc`)
  renameSync(built, target) // whole or not at all: a running daemon keeps the old file
}

function compileWithNodeGyp() {
  const { status, error } = spawnSync('npx', ['--no-install', 'node-gyp', 'rebuild', '-C', 'native'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (error || status !== 0) {
    fail(
      `The headers of Node ${process.versions.node} (node_api.h, uv.h) are not installed, and node-gyp could not fetch them.\n` +
        'Debian: apt install libnode-dev; Fedora: dnf install nodejs-devel; or, with a Node unpacked elsewhere:\n' +
        '  npm_config_nodedir=/path/of/node node tools/buildNative.mjs',
    )
  }
  copyFileSync(join(root, 'native/build/Release/virtbus.node'), target)
}

function fail(text) {
  console.error(`tools/buildNative.mjs: ${text}`)
  process.exit(1)
}

const changed = file => statSync(file).mtimeMs
if (!existsSync(target) || sources.some(source => changed(source) > changed(target))) {
  mkdirSync(dirname(target), { recursive: true })
  const headers = findHeaders()
  if (headers) compile(headers)
  else compileWithNodeGyp()
}
