// Runs a program by its launcher, and keeps what V8 has compiled by its end: node [OPTIONS] recordCode.cjs LAUNCHER [ARGUMENT]...
'use strict'
const { readFileSync, writeFileSync } = require('node:fs')
const vm = require('node:vm')

const [node, , launcher, ...args] = process.argv
let script
vm.Script = class extends vm.Script {
  constructor(...parts) {
    super(...parts)
    script = this
  }
}
process.on('exit', () => {
  const program = launcher.replace(/\.cjs$/, '')
  const text = readFileSync(`${program}.js`, 'latin1')
  const identity = `${text.slice(0, text.indexOf('\n'))} ${process.arch} ${process.versions.v8}\n`
  writeFileSync(`${program}.code`, Buffer.concat([Buffer.from(identity), script.createCachedData()]))
})
process.argv = [node, launcher, ...args]
require(launcher)
