import t from 'tap'

// Tools are plain JavaScript outside of the compiler's sight.
const { markLogCalls }: { markLogCalls: (text: string, file: string) => string } = await import(
  new URL('../../../tools/markLogCalls.mjs', import.meta.url).href
)

t.test('each call to a log gets file and line, whatever the log is a member of', async t => {
  t.equal(
    markLogCalls(['log.info({}, "a")', '', '  this.log.warning(', '    MSG.x, {}, "b")'].join('\n'), 'src/a.ts'),
    ['log.info("src/a.ts:1", {}, "a")', '', '  this.log.warning("src/a.ts:3", ', '    MSG.x, {}, "b")'].join('\n'),
  )
})

t.test('other calls stay as they are', async t => {
  for (const text of ['console.log(1)', 'catalog.info(1)', 'log.with({})', 'Math.log.call(1)']) {
    t.equal(markLogCalls(text, 'src/a.ts'), text)
  }
})
