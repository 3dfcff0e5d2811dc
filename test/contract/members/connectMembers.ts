// Methods of org.libvirt.Connect about the host and about definitions that come to it.
import type { Test } from 'tap'
import { type ExercisedBus, dictionary, parameters, paths, u, uuids } from './ExercisedBus.js'

const domainXml = (name: string) =>
  `<domain type='test'><name>${name}</name><memory>1024</memory><os><type>hvm</type></os></domain>`
const cpuXml = (model: string) => `<cpu><arch>i686</arch><model>${model}</model></cpu>`
const guestXml = (model: string) => `<cpu match='exact'><model>${model}</model></cpu>`

export function connectMembers(t: Test, open: (t: Test) => Promise<ExercisedBus>): void {
  t.test('the host tells of itself', async t => {
    const { call, get } = await open(t)
    const ask = (member: string, ...values: unknown[]) => call(paths.connect, `Connect.${member}`, ...values)
    t.match(await ask('GetCapabilities'), "<domain type='test'/>")
    t.match(await ask('GetDomainCapabilities', '', '', '', '', 0), '<domain>test</domain>')
    await t.rejects(ask('GetDomainCapabilities', '', 'alpha', '', '', 0), /unable to find any emulator/)
    t.match(await ask('GetSysinfo', 0), "<sysinfo type='smbios'>")
    t.ok([await ask('GetCPUModelNames', 'x86_64', 0)].flat().includes('pentiumpro'))
    t.same(await ask('GetCPUModelNames', 'ppc64', 0), [])
    t.equal(await ask('CompareCPU', guestXml('pentium3'), 0), 1)
    t.equal(await ask('CompareCPU', guestXml('pentium2'), 0), 2)
    t.equal(await ask('CompareCPU', guestXml('Haswell'), 0), 0)
    await t.rejects(ask('CompareCPU', guestXml('Haswell'), 1), /does not provide required features/)
    t.match(await ask('BaselineCPU', [cpuXml('pentium'), cpuXml('pentium')], 0), '<model fallback=')
    t.same(await ask('NodeGetCPUMap', 0), [true, false, true, false, true, false, false, false])
    t.match(dictionary(await ask('NodeGetCPUStats', -1, 0)), { user: 9797400000n, iowait: 763600000n })
    t.equal(await ask('NodeGetFreeMemory'), (3145728n * 1024n) / 2n)
    t.same(dictionary(await ask('NodeGetMemoryStats', 1, 0)), { total: 1572864n, free: 786432n })
    await t.rejects(ask('NodeGetMemoryStats', 2, 0), /cellNum in virNodeGetMemoryStats/)
    t.same(await ask('NodeGetSecurityModel'), ['testSecurity', ''])
    await ask('NodeSetMemoryParameters', [['shm_pages_to_scan', u(250)]], 0)
    t.match(parameters(await ask('NodeGetMemoryParameters', 0)), { shm_pages_to_scan: 250, shm_full_scans: 0n })
    await t.rejects(
      ask('NodeSetMemoryParameters', [['shm_full_scans', u(1)]], 0),
      /parameter 'shm_full_scans' not supported/,
    )
    t.same(
      await Promise.all(
        ['Hostname', 'Secure', 'Encrypted', 'Version'].map(name => get(paths.connect, `Connect.${name}`)),
      ),
      ['testhost', false, false, 2n],
    )
  })

  t.test('a guest is created or defined, and found in every way', async t => {
    const { call, get } = await open(t)
    const ask = (member: string, ...values: unknown[]) => call(paths.connect, `Connect.${member}`, ...values)
    t.equal(await ask('DomainLookupByName', 'test'), paths.domain)
    t.equal(await ask('DomainLookupByUUID', uuids.domain), paths.domain)
    t.equal(await ask('DomainLookupByID', 1), paths.domain)
    const created = String(await ask('DomainCreateXML', domainXml('web'), 0))
    t.same([await get(created, 'Domain.Active'), await get(created, 'Domain.Persistent')], [true, false])
    const started = String(await ask('DomainCreateXMLWithFiles', domainXml('mail'), [], 0))
    t.equal(await get(started, 'Domain.Name'), 'mail')
    const defined = String(await ask('DomainDefineXML', domainXml('db')))
    t.same([await get(defined, 'Domain.Active'), await get(defined, 'Domain.Persistent')], [false, true])
    t.same(await ask('ListDomains', 2), [defined])
    const all = await ask('GetAllDomainStats', 1, 1)
    t.same(Array.isArray(all) && all.map(([name]: [string]) => name), ['test', 'web', 'mail'])
    await t.rejects(ask('DomainLookupByName', 'nosuch'), { message: /^Domain not found:/ })
  })

  t.test('a saved guest is looked at, changed and restored', async t => {
    const { call, get } = await open(t)
    const ask = (member: string, ...values: unknown[]) => call(paths.connect, `Connect.${member}`, ...values)
    await call(paths.domain, 'Domain.Save', '/save', '', 0)
    t.equal(await get(paths.domain, 'Domain.Active'), false)
    const document = String(await ask('DomainSaveImageGetXMLDesc', '/save', 0))
    t.match(document, '<name>test</name>')
    await ask(
      'DomainSaveImageDefineXML',
      '/save',
      document.replace('<memory', '<description>kept</description><memory'),
      0,
    )
    await ask('DomainRestore', '/save', '', 0)
    t.match(await call(paths.domain, 'Domain.GetXMLDesc', 0), '<description>kept</description>')
    t.same(await call(paths.domain, 'Domain.GetState', 0), [1, 3])
    await t.rejects(
      ask('DomainRestore', '/none', '', 0),
      /^cannot read domain image '\/none': No such file or directory$/,
    )
  })
}
