// How a contract suite talks to a driver: rows of the call table with plain references in and out, whatever lies between.
import { performAny } from '../../src/access/perform.js'
import { Guard } from '../../src/access/Guard.js'
import type { Call } from '../../src/api/call.js'
import type { CallTypes, Driver, EventNotice } from '../../src/api/Driver.js'
import { fieldsCodec } from '../../src/rpc/xdr/fieldsCodec.js'
import { XdrReader } from '../../src/rpc/xdr/XdrReader.js'
import { XdrWriter } from '../../src/rpc/xdr/XdrWriter.js'
import { contextOf, fakeAuthority } from '../access/fakeDriver.js'

export interface ContractClient {
  call<W>(this: void, row: Call & CallTypes<W, unknown>, args: NoInfer<W>): Promise<Record<string, unknown>>
  /** Lifecycle events so far, as `NAME event detail`. */
  readonly lifecycle: string[]
}

/** Calls a driver in this process, as root. Results travel through the codec, so that a wrong shape is seen here as well. */
export function inProcess(driver: Driver): ContractClient {
  const guard = new Guard(fakeAuthority([]))
  const context = contextOf({ identity: { uid: 0 } })
  const lifecycle: string[] = []
  driver.feed.subscribe(notice => {
    if (notice.name === 'domainLifecycleEvent') lifecycle.push(describe(notice.body))
  })
  return {
    lifecycle,
    async call(row, args) {
      const result = await performAny(row, driver, args as Record<string, unknown>, context, guard)
      const writer = new XdrWriter()
      fieldsCodec(row.ret).write(writer, result ?? {})
      return fieldsCodec(row.ret).read(new XdrReader(writer.finish()))
    },
  }
}

type LifecycleNotice = Extract<EventNotice, { name: 'domainLifecycleEvent' }>
const describe = ({ dom, event, detail }: LifecycleNotice['body']) => `${dom.reference.name} ${event} ${detail}`
