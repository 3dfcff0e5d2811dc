// QEMU itself judges the command lines that we make: with what the installed one said that it can do, it must start.
import { join } from 'node:path'
import t, { type Test } from 'tap'
import * as calls from '../../src/api/calls/index.js'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import { systemHost } from '../../src/host/Host.js'
import { qemuHost } from '../drivers/qemu/qemuHost.js'
import { hostSkip } from '../host/hostSkip.js'
import { askQemu, Images } from './acceptance/askQemu.js'
import { corpusDocuments, type JudgedDocument, ownDocuments } from './acceptance/documents.js'
import { obstacleOf, refusalOf } from './acceptance/obstacles.js'

/** Every how many documents one is judged; all of them with VIRTBUS_ACCEPTANCE=all. */
const whole = process.env['VIRTBUS_ACCEPTANCE'] === 'all'
const every = 4
const atOnce = 4

t.setTimeout(whole ? 1_200_000 : 240_000)

async function judgeAll(t: Test, documents: readonly JudgedDocument[]): Promise<void> {
  const random = { bytes: (size: number) => new Uint8Array(size) }
  const host = await qemuHost(t, {
    privileged: true,
    host: { ...systemHost(), random: { ...systemHost().random, ...random } },
    secretValue: () => Buffer.from('a secret'),
  })
  using images = new Images()
  const counts = new Map<string, string[]>()
  const count = (outcome: string, name: string) => counts.set(outcome, [...(counts.get(outcome) ?? []), name])
  const judge = async ({ name, xml }: JudgedDocument): Promise<void> => {
    let command: string
    try {
      const arguments_ = { nativeFormat: 'qemu-argv', domainXml: xml, flags: 0 }
      command = (await host.call(calls.connectDomainXmlToNative, arguments_)).nativeConfig
    } catch (error) {
      if (!(error instanceof LibvirtError)) throw error
      const refusal = refusalOf(error.message)
      if (refusal === undefined) t.fail(`${name}: refused: ${error.message}`)
      else count(`refused: ${refusal}`, name)
      return
    }
    const title = /guest=([^, ]+)/.exec(command)?.[1] ?? ''
    const folder = /file":"([^"]*)\/master-key/.exec(command)?.[1] ?? join(host.root, title)
    const verdict = await askQemu(command, folder, images)
    const obstacle = verdict.accepted ? undefined : obstacleOf(verdict)
    if (obstacle !== undefined) count(`obstacle: ${obstacle}`, name)
    else count(verdict.accepted ? 'accepted' : 'rejected', name)
    if (!verdict.accepted && obstacle === undefined) t.fail(`${name}: ${verdict.words}`)
  }
  const waiting = documents.filter((_, at) => whole || at % every === 0)
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await judge(next)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  for (const [outcome, names] of [...counts].sort(([a], [b]) => a.localeCompare(b)))
    t.comment(`${names.length} ${outcome}: ${names.join(' ')}`)
  t.ok(counts.has('accepted'), 'QEMU accepted something')
}

t.test('what QEMU has, it accepts from us', hostSkip(), t => judgeAll(t, ownDocuments()))
t.test('documents of the corpus make guests of this QEMU', hostSkip(), t => judgeAll(t, corpusDocuments()))
