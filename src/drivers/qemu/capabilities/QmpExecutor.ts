/** The part of a QMP connection that probing needs. Commands may be sent before earlier ones are answered. */
export interface QmpExecutor {
  /** The `return` of the reply. @throws LibvirtError when QEMU answers with an error, or the connection is lost */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>
}
