// A QEMU driver of its own for each test: real QEMU, real files below a temporary root, calls by the road that every door takes.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import type { Test } from 'tap'
import type { Authority } from '../../../src/access/Authority.js'
import { Guard } from '../../../src/access/Guard.js'
import { perform } from '../../../src/access/perform.js'
import type { Call } from '../../../src/api/call.js'
import type { CallContext, CallTypes, Driver, Notice } from '../../../src/api/Driver.js'
import * as calls from '../../../src/api/calls/index.js'
import { embeddedDirectories } from '../../../src/config/directories.js'
import { EventFeed } from '../../../src/drivers/EventFeed.js'
import { createQemuDriver } from '../../../src/drivers/qemu/createQemuDriver.js'
import type { QemuTimeouts } from '../../../src/drivers/qemu/QemuTimeouts.js'
import { type Host, systemHost } from '../../../src/host/Host.js'
import { buildCommandLine } from '../../../src/drivers/qemu/command/buildCommandLine.js'

const nobody: Authority = { allows: async () => false }

export interface QemuHost {
  readonly root: string
  readonly directories: ReturnType<typeof embeddedDirectories>
  readonly driver: Driver
  /** Every notice so far, as `domainLifecycleEvent 2 0` or `changed domainIsActive,…`. */
  readonly told: string[]
  /** Names of QEMU's own events so far, which are not among the notices above. */
  readonly monitorEvents: string[]
  readonly call: <W, Z>(row: Call & CallTypes<W, Z>, args: NoInfer<W>, context?: Partial<CallContext>) => Promise<Z>
  /** Resolves when the feed has told this. */
  readonly heard: (notice: string) => Promise<void>
  /** Defines a document and returns the domain's reference. */
  readonly define: (xml: string) => Promise<{ name: string; uuid: string; id: number }>
  /** Opens a domain's console and waits until it has shown the text. */
  readonly console: (dom: { name: string; uuid: string; id: number }) => Promise<GuestConsole>
  /** As a daemon that is stopped and comes back: a new driver on the same files. */
  readonly restart: () => Promise<QemuHost>
}
export interface GuestConsole {
  readonly shown: (text: string) => Promise<void>
  readonly type: (text: string) => void
  readonly stream: Duplex
}

export interface HostOptions {
  readonly root?: string
  readonly host?: Host
  readonly timeouts?: Partial<QemuTimeouts>
  readonly privileged?: boolean
  /** As which program it seals definitions. */
  readonly program?: string
  /** Value of every secret; without it there are none. */
  readonly secretValue?: () => Uint8Array
}

const caller = { identity: { uid: 0 }, trusted: true, readOnly: false, interactive: false }
const plain: CallContext = {
  caller,
  signal: new AbortController().signal,
  files: {
    count: 0,
    take: () => {
      throw new Error('no descriptors came')
    },
  },
  sendFile: () => {},
}

/** Longest wait for anything a test waits for, milliseconds. */
const patience = 20_000

async function eventually(claim: () => boolean, failure: () => string): Promise<void> {
  const end = Date.now() + patience
  while (!claim()) {
    if (Date.now() > end) throw new Error(failure())
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

export async function qemuHost(t: Test, options: HostOptions = {}): Promise<QemuHost> {
  const root = options.root ?? mkdtempSync(join(tmpdir(), 'virtbus-qemu-'))
  const { host = systemHost(), timeouts = {}, privileged = false, program } = options
  const directories = embeddedDirectories(root)
  const feed = new EventFeed()
  const told: string[] = []
  const monitorEvents: string[] = []
  feed.subscribe(notice => {
    if (notice.name === 'qemuMonitorEvent') monitorEvents.push(notice.body.event)
    else told.push(describe(notice))
  })
  const { secretValue } = options
  const parts = {
    directories,
    host,
    feed,
    uri: 'qemu:///system',
    privileged,
    timeouts,
    secretValue,
    buildCommand: buildCommandLine,
  }
  const driver = await createQemuDriver({ ...parts, program })
  await driver.start?.()
  const guard = new Guard(nobody)
  const call: QemuHost['call'] = (row, args, context = {}) =>
    perform(row, driver, args, { ...plain, ...context }, guard)
  const self: QemuHost = {
    root,
    directories,
    driver,
    told,
    monitorEvents,
    call,
    heard: notice =>
      eventually(
        () => told.includes(notice),
        () => `never told: ${notice}; told:\n${told.join('\n')}`,
      ),
    async define(xml) {
      const { dom } = await call(calls.domainDefineXml, { xml })
      return dom.reference
    },
    async console(dom) {
      let stream: Duplex | undefined
      let text = ''
      await call(calls.domainOpenConsole, { dom, dev_name: undefined, flags: 0 }, { openStream: end => (stream = end) })
      const opened = stream
      if (!opened) throw new Error('no stream was opened')
      opened.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
      return {
        stream: opened,
        type: keys => void opened.write(keys),
        shown: wanted =>
          eventually(
            () => text.includes(wanted),
            () => `never shown: ${wanted}; shown:\n${text}`,
          ),
      }
    },
    async restart() {
      await driver.stop?.()
      stopped = true
      return qemuHost(t, { ...options, root })
    },
  }
  let stopped = false
  t.teardown(async () => {
    if (stopped) return
    await destroyAll(self)
    await driver.stop?.()
    rmSync(root, { recursive: true, force: true })
  })
  return self
}

async function destroyAll({ call }: QemuHost): Promise<void> {
  const { domains } = await call(calls.connectListAllDomains, { need_results: 1, flags: 1 })
  await Promise.all(domains.map(({ reference }) => call(calls.domainDestroy, { dom: reference }).catch(() => {})))
}

function describe(notice: Notice): string {
  if (notice.name === 'domainLifecycleEvent') return `lifecycle ${notice.body.event} ${notice.body.detail}`
  if (notice.name === 'domainAgentLifecycleEvent') return `${notice.name} ${notice.body.state}`
  if (notice.name === 'domainBlockJobEvent' || notice.name === 'domainBlockJob2Event') {
    return `${notice.name} ${notice.body.type} ${notice.body.status}`
  }
  if ('body' in notice) return notice.name
  return `${notice.name} ${notice.fields.join(',')}`.trim()
}
