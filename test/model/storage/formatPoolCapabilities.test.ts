import t from 'tap'
import { formatPoolCapabilities } from '../../../src/model/storage/formatPoolCapabilities.js'
import { poolTypes } from '../../../src/model/storage/poolTypes.js'
import { parseXml } from '../../../src/model/xml/parseXml.js'

const pools = parseXml(formatPoolCapabilities(new Set(['dir', 'logical']))).elements('pool')
const pool = (type: string) => pools.find(element => element.attribute('type') === type)
const values = (type: string, options: string) =>
  pool(type)
    ?.child(options)
    ?.child('enum')
    ?.elements('value')
    .map(({ text }) => text)

t.test('every type of pool is told, and whether the host has it', async t => {
  t.same(
    pools.map(element => element.attribute('type')),
    poolTypes,
  )
  t.same(
    pools.filter(element => element.attribute('supported') === 'yes').map(element => element.attribute('type')),
    ['dir', 'logical'],
  )
})

t.test('formats of sources and volumes are told where there are some, the usual one first by name', async t => {
  t.same(values('logical', 'poolOptions'), ['unknown', 'lvm2'])
  t.equal(pool('logical')?.child('poolOptions')?.child('defaultFormat')?.attribute('type'), 'lvm2')
  t.equal(pool('logical')?.child('volOptions'), undefined)
  t.match(values('dir', 'volOptions'), ['none', 'raw', 'dir'])
  t.equal(pool('dir')?.child('poolOptions'), undefined)
  t.same(values('rbd', 'volOptions'), [])
  t.same(pool('iscsi')?.elements(), [])
})
