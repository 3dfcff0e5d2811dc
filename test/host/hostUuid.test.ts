import t from 'tap'
import { machineUuid } from '../../src/host/hostUuid.js'

const firmware = '4C4C4544-0050-3510-8051-B8C04F4E3332\n'
const system = '3d1219c7c4c5404aaa1f6d2a48adfda4\n'
const given = (files: Readonly<Record<string, string>>) => async (path: string) => {
  const text = Object.entries(files).find(([name]) => path.endsWith(name))?.[1]
  if (text === undefined) throw new Error(`no ${path}`)
  return text
}
const both = given({ product_uuid: firmware, 'machine-id': system })
const cases: [string, 'smbios' | 'machine-id', ReturnType<typeof given>, string | undefined][] = [
  ['the firmware says who the host is', 'smbios', both, '4c4c4544-0050-3510-8051-b8c04f4e3332'],
  ['unless the system is to say it', 'machine-id', both, '3d1219c7-c4c5-404a-aa1f-6d2a48adfda4'],
  [
    'a UUID of one digit is of no host',
    'smbios',
    given({ product_uuid: 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'machine-id': system }),
    '3d1219c7-c4c5-404a-aa1f-6d2a48adfda4',
  ],
  ['a host may have none', 'smbios', given({}), undefined],
]
for (const [name, source, read, expected] of cases) {
  t.test(name, async t => t.equal(await machineUuid(source, read), expected))
}
