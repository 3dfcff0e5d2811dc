import type { JsonReader } from '../monitor/JsonReader.js'

/** The part of a QMP connection that probing needs. Commands may be sent before earlier ones are answered. */
export interface QmpExecutor {
  /** The `return` of the reply. @throws QmpError when QEMU refuses, LibvirtError when the connection is lost */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<JsonReader>
}
