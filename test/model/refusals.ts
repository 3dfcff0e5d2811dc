import t from 'tap'

/** A title, a document, and what the refusal of it starts with: libvirt's own words, which clients match on. */
export type Refusal = readonly [title: string, document: string, message: string]

/** One test a row: the parser refuses the document with a LibvirtError that begins with the message. */
export async function testRefusals(parse: (document: string) => unknown, rows: readonly Refusal[]): Promise<void> {
  for (const [title, document, message] of rows) {
    await t.test(title, async t => {
      const error = t.throws(() => parse(document), { name: 'LibvirtError' })
      t.equal(error instanceof Error ? error.message.slice(0, message.length) : undefined, message)
    })
  }
}
