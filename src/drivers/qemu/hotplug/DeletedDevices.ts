// Owns the waiting for DEVICE_DELETED: QEMU takes a device away when the guest has let go of it, which may be never.
import type { Millis } from '../../../host/Clock.js'

export class DeletedDevices {
  readonly #waiting = new Map<string, (gone: boolean) => void>()

  /**
   * To be told of every DEVICE_DELETED event.
   * @param alias `device` of the event's data; events of inner parts have none
   * @returns whether somebody waited for it
   */
  deleted(alias: string): boolean {
    const end = this.#waiting.get(alias)
    end?.(true)
    return end !== undefined
  }

  /** To be told when the guest says that it keeps the device. */
  kept(alias: string): void {
    this.#waiting.get(alias)?.(false)
  }

  /**
   * Starts waiting; call it before device_del, since the event may come before the reply.
   * @returns whether the device went away in time
   */
  expect(alias: string, timeout: Millis): { readonly gone: Promise<boolean>; forget(): void } {
    let settle: (gone: boolean) => void = () => {}
    const gone = new Promise<boolean>(resolve => (settle = resolve))
    const timer = setTimeout(() => this.#end(alias, settle, false), timeout)
    this.#waiting.set(alias, value => {
      clearTimeout(timer)
      this.#end(alias, settle, value)
    })
    return { gone, forget: () => this.kept(alias) }
  }

  #end(alias: string, settle: (gone: boolean) => void, gone: boolean): void {
    this.#waiting.delete(alias)
    settle(gone)
  }
}
