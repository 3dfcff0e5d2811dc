#!/usr/bin/env -S MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=65536 node --optimize-for-size --single-threaded-gc
// Runs the program that lies beside this file, PROGRAM.js, from PROGRAM.code, where V8 keeps it compiled: a daemon is there in
// two thirds of the time. V8 refuses code of another release of itself or of other options than those above; whether
// it belongs to the same text and processor is for us to see. See docs/decisions/start.md.
'use strict'
const { readFileSync } = require('node:fs')
const { pathToFileURL } = require('node:url')
const { Script } = require('node:vm')

// They are for this process: see docs/decisions/memory.md.
delete process.env.MALLOC_ARENA_MAX
delete process.env.MALLOC_TRIM_THRESHOLD_

const program = __filename.replace(/\.cjs$/, '')
const text = readFileSync(`${program}.js`, 'latin1') // the bundler writes nothing but ASCII
const identity = `${text.slice(0, text.indexOf('\n'))} ${process.arch} ${process.versions.v8}\n`

function compiled() {
  try {
    const bytes = readFileSync(`${program}.code`)
    const head = Buffer.from(identity)
    return bytes.subarray(0, head.length).equals(head) ? bytes.subarray(head.length) : undefined
  } catch {
    return undefined // a program is whole without it
  }
}

const script = new Script(text, { filename: `${program}.js`, cachedData: compiled() })

/** Built-in modules that most runs do not need, loaded when something of theirs is first used. */
const rare = new Set(['node:child_process', 'node:net', 'node:stream/consumers', 'node:tls', 'node:tty', 'node:zlib'])
function rarely(name) {
  let module
  return new Proxy({}, { get: (_, key) => (module ??= require(name))[key] })
}

script.runInThisContext()(name => (rare.has(name) ? rarely(name) : require(name)), pathToFileURL(__filename).href)
