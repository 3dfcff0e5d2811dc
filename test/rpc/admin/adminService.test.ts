import t from 'tap'
import * as calls from '../../../src/api/adminCalls.js'
import type { TypedParameter } from '../../../src/api/schema.js'
import type { AdministeredServer } from '../../../src/rpc/admin/AdministeredDaemon.js'
import { adminService } from '../../../src/rpc/admin/adminService.js'
import type { RpcServer } from '../../../src/rpc/RpcServer.js'
import { fakeDriver } from '../../access/fakeDriver.js'
import { RawClient, serverFor } from '../RawClient.js'

const none = { text: '', count: 0 }

function administered(updateTlsFiles?: () => void) {
  const asked: string[] = []
  const main = serverFor(fakeDriver([], {}))
  const servers: AdministeredServer[] = [
    {
      name: 'virttestd',
      server: main,
      workers: { min: 5, max: 20, priority: 5 },
      ...(updateTlsFiles ? { updateTlsFiles } : {}),
    },
  ]
  const log = {
    outputs: { text: '3:stderr', count: 1 },
    filters: none,
    setOutputs: (text: string) => void asked.push(`outputs ${text}`),
    setFilters: (text: string) => {
      if (text === 'bad') throw new Error("'bad' is not a log filter")
      asked.push(`filters ${text}`)
    },
  }
  const service = adminService({
    servers,
    log,
    setTimeout: seconds => void asked.push(`timeout ${seconds}`),
    shutdown: preserve => void asked.push(preserve ? 'preserve and shutdown' : 'shutdown'),
  })
  const admin: RpcServer = serverFor(fakeDriver([], {}), { service })
  servers.push({ name: 'admin', server: admin, workers: { min: 5, max: 20, priority: 0 } })
  return { main, asked, client: RawClient.connect(admin) }
}

const srv = { name: 'virttestd' }
const uint = (field: string, value: number): TypedParameter => ({ field, type: 'uint', value })
const byField = ({ params }: { params: TypedParameter[] }) =>
  Object.fromEntries(params.map(({ field, value }) => [field, value]))

t.test('servers are listed, or only counted, and found by name', async t => {
  const { client } = administered()
  await client.call(calls.admConnectOpen, { flags: 0 })
  t.same(await client.call(calls.admConnectListServers, { need_results: 1, flags: 0 }), {
    servers: [srv, { name: 'admin' }],
    ret: 2,
  })
  t.same(await client.call(calls.admConnectListServers, { need_results: 0, flags: 0 }), { servers: [], ret: 2 })
  t.same(await client.call(calls.admConnectLookupServer, { name: 'virttestd', flags: 0 }), { srv })
  const lookup = client.call(calls.admConnectLookupServer, { name: 'x', flags: 0 })
  await t.rejects(lookup, { code: 95, domain: 7, message: "Server not found: No server named 'x'" })
})

t.test('clients are listed, described and sent away', async t => {
  const { main, client } = administered()
  const user = await RawClient.open(main, { identity: { uid: 0, gid: 0, pid: 4711 }, readOnly: true })
  const remote = await RawClient.open(main, {
    transport: 'tls',
    identity: { x509Name: 'CN=ann' },
    address: '192.0.2.1:5000',
  })
  const { clients, ret } = await client.call(calls.admServerListClients, { srv, need_results: 1, flags: 0 })
  t.equal(ret, 2)
  t.match(clients, [
    { srv, id: 1n, transport: 0 },
    { srv, id: 2n, transport: 2 },
  ])
  const age = BigInt(Math.floor(Date.now() / 1000)) - (clients[0]?.timestamp ?? 0n)
  t.ok(age >= 0n && age < 10n)

  const { clnt } = await client.call(calls.admServerLookupClient, { srv, id: 1n, flags: 0 })
  t.same(byField(await client.call(calls.admClientGetInfo, { clnt, flags: 0 })), {
    readonly: true,
    unix_user_id: 0,
    unix_user_name: 'root',
    unix_group_id: 0,
    unix_group_name: 'root',
    unix_process_id: 4711,
  })
  const second = await client.call(calls.admServerLookupClient, { srv, id: 2n, flags: 0 })
  t.same(byField(await client.call(calls.admClientGetInfo, { clnt: second.clnt, flags: 0 })), {
    readonly: false,
    sock_addr: '192.0.2.1:5000',
    tls_x509_dname: 'CN=ann',
  })

  await client.call(calls.admClientClose, { clnt, flags: 0 })
  await t.rejects(user.receive(), /hung up/)
  t.equal(main.clients.size, 1)
  await t.rejects(client.call(calls.admClientGetInfo, { clnt, flags: 0 }), {
    code: 96,
    message: "Client not found: No client with matching ID '1'",
  })
  remote.close()
})

t.test('limits of clients are shown and take effect at once', async t => {
  const { main, client } = administered()
  const params = [uint('nclients_max', 3), uint('nclients_unauth_max', 2)]
  await client.call(calls.admServerSetClientLimits, { srv, params, flags: 0 })
  t.same(main.limits, { maxClients: 3, maxAnonymousClients: 2 })
  const rests: string[] = []
  main.addListener({ pause: () => rests.push('pause'), resume: () => rests.push('resume'), close: () => {} })
  const stranger = RawClient.connect(main, { auth: 'polkit' })
  RawClient.connect(main, { auth: 'polkit' })
  t.same(byField(await client.call(calls.admServerGetClientLimits, { srv, flags: 0 })), {
    nclients_max: 3,
    nclients: 2,
    nclients_unauth_max: 2,
    nclients_unauth: 2,
  })
  t.same(rests, ['resume', 'pause'])
  stranger.close()
  const smaller = client.call(calls.admServerSetClientLimits, { srv, params: [uint('nclients_max', 1)], flags: 0 })
  await t.rejects(smaller, { code: 8, message: /must be greater/ })
})

t.test('figures of workers are shown and changed', async t => {
  const { client } = administered()
  const params = [uint('minWorkers', 7), uint('prioWorkers', 1)]
  await client.call(calls.admServerSetThreadPoolParameters, { srv, params, flags: 0 })
  t.same(byField(await client.call(calls.admServerGetThreadPoolParameters, { srv, flags: 0 })), {
    minWorkers: 7,
    maxWorkers: 20,
    nWorkers: 7,
    freeWorkers: 7,
    prioWorkers: 1,
    jobQueueDepth: 0,
  })
})

const refused: [title: string, params: TypedParameter[], error: { code: number; message: string | RegExp }][] = [
  [
    'a figure that is only shown',
    [uint('nWorkers', 1)],
    { code: 74, message: "argument unsupported: parameter 'nWorkers' not supported" },
  ],
  [
    'another type',
    [{ field: 'minWorkers', type: 'int', value: 1 }],
    { code: 8, message: "invalid argument: invalid type 'int' for parameter 'minWorkers', expected 'uint'" },
  ],
  [
    'a repetition',
    [uint('minWorkers', 1), uint('minWorkers', 2)],
    { code: 8, message: "invalid argument: parameter 'minWorkers' occurs multiple times" },
  ],
  ['less than the least', [uint('minWorkers', 30)], { code: 8, message: /minWorkers must not be larger/ }],
]
for (const [title, params, error] of refused) {
  t.test(`${title} is refused`, async t => {
    const { client } = administered()
    await t.rejects(client.call(calls.admServerSetThreadPoolParameters, { srv, params, flags: 0 }), error)
  })
}

t.test('the log, the timeout and the end are the daemon’s', async t => {
  const { client, asked } = administered()
  t.same(await client.call(calls.admConnectGetLoggingOutputs, { flags: 0 }), { outputs: '3:stderr', noutputs: 1 })
  t.same(await client.call(calls.admConnectGetLoggingFilters, { flags: 0 }), { filters: undefined, nfilters: 0 })
  await client.call(calls.admConnectSetLoggingOutputs, { outputs: undefined, flags: 0 })
  await client.call(calls.admConnectSetLoggingFilters, { filters: '1:rpc', flags: 0 })
  await t.rejects(client.call(calls.admConnectSetLoggingFilters, { filters: 'bad', flags: 0 }), {
    code: 8,
    message: "invalid argument: 'bad' is not a log filter",
  })
  await client.call(calls.admConnectSetDaemonTimeout, { timeout: 120, flags: 0 })
  await t.rejects(client.call(calls.admConnectDaemonShutdown, { flags: 2 }), { code: 8, message: /unsupported flags/ })
  await client.call(calls.admConnectDaemonShutdown, { flags: 1 })
  await client.call(calls.admConnectDaemonShutdown, { flags: 0 })
  t.same(asked, ['outputs ', 'filters 1:rpc', 'timeout 120', 'preserve and shutdown', 'shutdown'])
})

t.test('certificates are read again where there are any', async t => {
  let updates = 0
  await administered(() => updates++).client.call(calls.admServerUpdateTlsFiles, { srv, flags: 0 })
  t.equal(updates, 1)
  await t.rejects(administered().client.call(calls.admServerUpdateTlsFiles, { srv, flags: 0 }), {
    code: 38,
    message: 'no tls service found, unable to update tls files',
  })
})

t.test('the admin socket knows no other program, and the others not this one', async t => {
  const { main, client } = administered()
  client.sendPacket({ procedure: 1 })
  t.equal((await client.receive()).header.status, 1)
  const user = await RawClient.open(main)
  await t.rejects(user.call(calls.admConnectOpen, { flags: 0 }), { message: /Cannot find program 110102160/ })
})
