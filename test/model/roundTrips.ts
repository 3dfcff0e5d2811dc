import t from 'tap'

/** A title and a document which, read and written, must come out as it was. */
export type RoundTrip = readonly [title: string, document: string]

/** One test a row: what is read and written is the document itself. */
export async function testRoundTrips(convert: (document: string) => string, rows: readonly RoundTrip[]): Promise<void> {
  for (const [title, document] of rows) {
    await t.test(title, async t => {
      t.equal(convert(document), document)
    })
  }
}
