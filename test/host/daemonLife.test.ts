import { fileURLToPath } from 'node:url'
import t from 'tap'
import { MSG } from '../../src/log/catalogue.js'
import { bootHost } from './bootHost.js'
import { hostSkip } from './hostSkip.js'
import type { TestHost } from './TestHost.js'

const program = fileURLToPath(new URL('../daemon/program/testDaemon.js', import.meta.url))
const socket = '/run/libvirt/virttestd-sock'

const service = (lines: readonly string[] = []): string =>
  [
    '[Service]',
    'Type=notify',
    `ExecStart=${process.execPath} ${program}`,
    'ExecReload=/bin/kill -HUP $MAINPID',
    'Restart=on-failure',
    'RestartSec=0',
    ...lines,
    '',
  ].join('\n')

const socketUnit = `[Socket]\nListenStream=${socket}\nRemoveOnStop=yes\n`

/** Puts units in place. */
async function install(host: TestHost, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await host.write(`/etc/systemd/system/${name}`, text)
  await host.succeed(['systemctl', 'daemon-reload'])
}

/** One command to the test daemon's door, from within the host. */
const ask = (host: TestHost, command: string): Promise<string> =>
  host.succeed([
    process.execPath,
    '--eval',
    `const s = require('net').connect('${socket}', () => s.write('${command}'));
     s.on('data', data => { process.stdout.write(data); s.destroy() }); s.on('error', () => process.exit(1))`,
  ])

const property = (host: TestHost, name: string): Promise<string> =>
  host.succeed(['systemctl', 'show', '--value', `--property=${name}`, 'virttestd.service'])

t.test('a daemon under a real systemd', hostSkip(), async t => {
  const host = await bootHost(t)
  await install(host, { 'virttestd.service': service() })

  await t.test('is started once it says so, under its own name, and writes records with fields', async t => {
    await host.succeed(['systemctl', 'start', 'virttestd.service'])
    t.equal(await property(host, 'ActiveState'), 'active')
    await ask(host, 'log a warning')
    const pid = await property(host, 'MainPID')
    t.equal(await host.read('/run/virttestd.pid'), `${pid}\n`)
    t.match(await host.journal('SYSLOG_IDENTIFIER=virttestd', '_COMM=virttestd', 'CALL=test'), [
      {
        MESSAGE: 'a warning',
        PRIORITY: '4',
        CODE_FILE: 'test/daemon/program/testDaemon.ts',
        _TRANSPORT: 'journal',
        _SYSTEMD_UNIT: 'virttestd.service',
      },
    ])
  })

  await t.test('shows the status it reports and survives a reload as the same process', async t => {
    const pid = await property(host, 'MainPID')
    await host.succeed(['systemctl', 'reload', 'virttestd.service'])
    await ask(host, 'drivers')
    t.equal(await property(host, 'StatusText'), 'Serving')
    t.equal(await property(host, 'MainPID'), pid)
    t.match(await host.journal('_SYSTEMD_UNIT=virttestd.service', 'MESSAGE=driver0 reloaded'), { length: 1 })
  })

  await t.test('a second one is refused by the name and pid of the first', async t => {
    const second = await host.run([process.execPath, program], { env: { TEST_PLAN: '{}' } })
    t.equal(second.status, 1)
    t.match(second.stderr, `/run/virttestd.pid is held by virttestd (pid ${await property(host, 'MainPID')})`)
  })

  await t.test('a bug ends it with a catalogued record, and systemd brings it back', async t => {
    const before = await property(host, 'MainPID')
    await host.run(['sh', '-c', `printf throw | ${process.execPath} --eval "${raw}"`])
    for (let i = 0; i < 50 && (await property(host, 'NRestarts')) === '0'; i++)
      await ask(host, 'drivers').catch(() => '')
    t.not(await property(host, 'MainPID'), before)
    t.match(await host.journal(`MESSAGE_ID=${MSG.crashed.id}`), [{ MESSAGE: /Error: a bug of the door\n +at / }])
    await host.succeed(['journalctl', '--update-catalog']) // as the installation of a package does
    const shown = await host.succeed(['journalctl', '--catalog', `MESSAGE_ID=${MSG.crashed.id}`])
    t.match(shown, 'Subject: A virtualization daemon ended because of a bug')
    t.match(shown, 'The daemon virttestd met a condition')
  })

  await t.test('ends without failure when told to stop, and leaves nothing behind', async t => {
    await host.succeed(['systemctl', 'stop', 'virttestd.service'])
    t.equal(await property(host, 'Result'), 'success')
    t.equal(await property(host, 'ExecMainStatus'), '0')
    t.equal((await host.run(['test', '-e', '/run/virttestd.pid'])).status, 1)
  })

  await t.test('is started by its socket, which it serves and leaves to systemd', async t => {
    await install(host, { 'virttestd.socket': socketUnit })
    await host.succeed(['systemctl', 'start', 'virttestd.socket'])
    t.equal(await ask(host, 'drivers'), 'driver0')
    await host.succeed(['systemctl', 'stop', 'virttestd.service'])
    t.equal(await ask(host, 'drivers'), 'driver0', 'the next caller starts it again')
    await host.succeed(['systemctl', 'stop', 'virttestd.socket', 'virttestd.service'])
  })

  await t.test('a socket that no door knows stops the start with a catalogued record', async t => {
    await install(host, {
      'virttestd-odd.socket': '[Socket]\nListenStream=/run/odd\nService=virttestd.service\n',
      'virttestd.service': service(['Restart=no', 'Sockets=virttestd-odd.socket virttestd.socket']),
    })
    t.not((await host.run(['systemctl', 'start', 'virttestd-odd.socket', 'virttestd.service'])).status, 0)
    t.equal(await property(host, 'ExecMainStatus'), '6')
    t.match(await host.journal('_SYSTEMD_UNIT=virttestd.service', `MESSAGE_ID=${MSG.startFailed.id}`), [
      { MESSAGE: /Some activation file descriptors are unclaimed: virttestd-odd\.socket/ },
    ])
  })
})

/** Sends standard input to the daemon's socket and waits for it to hang up. */
const raw = `process.stdin.pipe(require('net').connect('${socket}').on('error', () => {}).on('close', () => process.exit()))`
