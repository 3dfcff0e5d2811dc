// What is written is read as the same again: a definition does not change by being saved and loaded.
import t from 'tap'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import { conversionOf, corpusDocuments } from './conversions.js'

/** The document after reading and writing; undefined when it is refused. */
function convertOrRefuse(document: string): string | undefined {
  try {
    return conversionOf(document)?.(document)
  } catch (error) {
    if (error instanceof LibvirtError) return undefined
    throw error
  }
}

const documents = corpusDocuments()

await t.test(
  'documents of the corpus are stable after one conversion',
  { skip: documents.length === 0 && 'no corpus' },
  async t => {
    let converted = 0
    for (const { name, document } of documents) {
      const once = convertOrRefuse(document)
      if (once === undefined) continue
      converted++
      t.equal(conversionOf(once)?.(once), once, name)
    }
    t.ok(converted > documents.length / 2, 'most documents are accepted')
  },
)
