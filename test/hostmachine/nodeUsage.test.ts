import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { firmwareTables } from '../../src/host/firmwareTables.js'
import { cpuTimes, freePages } from '../../src/host/nodeUsage.js'

t.test('CPU times are those of one CPU, or of all together', async t => {
  const one = await cpuTimes(0)
  const all = await cpuTimes(-1)
  if (!one || !all) throw new Error('no times')
  t.ok(one.idle + one.user > 0n && all.idle >= one.idle && all.user >= one.user)
  // Node counts in milliseconds what the kernel counts in hundredths of a second.
  const idle = cpus().reduce((sum, cpu) => sum + BigInt(cpu.times.idle), 0n) * 1_000_000n
  const tenSeconds = 10_000_000_000n
  t.ok(idle - all.idle < tenSeconds && all.idle - idle < tenSeconds, 'nanoseconds')
})

t.test('a CPU that is not there has no times', async t => {
  t.equal(await cpuTimes(9999), undefined)
  t.equal(await cpuTimes(-2), undefined)
})

t.test('free pages of ordinary size are a part of the memory', async t => {
  const free = (await freePages(0)).get(4) ?? 0n
  t.ok(free > 0n && free * 4096n < BigInt(totalmem()))
})

t.test('what the firmware does not say is left out', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'dmi-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  t.equal(await firmwareTables(folder), undefined)
  writeFileSync(join(folder, 'bios_vendor'), 'Maker\n')
  writeFileSync(join(folder, 'board_name'), '\n')
  t.match(await firmwareTables(folder), { bios: { vendor: 'Maker' }, baseBoards: [], system: undefined })
})
