// The real dnsmasq takes the configurations that are made of the corpus's networks.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { LibvirtError } from '../../../src/api/LibvirtError.js'
import { dnsmasqConfiguration } from '../../../src/drivers/network/dnsmasqConfiguration.js'
import { parseNetwork } from '../../../src/model/network/parseNetwork.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'
import { corpusDocuments } from '../../model/conversions.js'

const documents = corpusDocuments().filter(({ document }) => /<network[\s>]/.test(document))
const missing = spawnSync('dnsmasq', ['--version']).error !== undefined

/** Undefined for what is no network by itself. */
function configurationOf(document: string, directory: string): string | undefined {
  try {
    return dnsmasqConfiguration(parseNetwork(document, fixedRandom), { directory }).conf
  } catch (error) {
    if (error instanceof LibvirtError) return undefined
    throw error
  }
}

const reason = missing ? 'no dnsmasq' : documents.length === 0 && 'no corpus'
await t.test('configurations are taken by dnsmasq', { skip: reason }, async t => {
  const folder = t.testdir({})
  const file = join(folder, 'conf')
  let taken = 0
  for (const { name, document } of documents) {
    const conf = configurationOf(document, folder)
    if (conf === undefined) continue
    writeFileSync(file, conf)
    const { status, stderr } = spawnSync('dnsmasq', ['--test', `--conf-file=${file}`], { encoding: 'utf8' })
    t.equal(status, 0, `${name}: ${stderr.trim()}`)
    taken++
  }
  t.ok(taken > documents.length / 2, 'most networks have a configuration')
})
