// `<job>`: what was being done to the guest, so that whoever takes it over can finish or undo it.
import { requiredAttribute, yesNo } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { StorageSource } from '../devices/storageSource.js'
import { formatNodeSource, parseNodeSource } from './nodeSource.js'

/** A disk during migration with copying of storage. */
export interface MigratingDisk {
  target: string
  migrating: boolean
  /** NBD export the copy goes to. */
  source: StorageSource | undefined
}

export interface StatusJob {
  /** Job on the monitor, `none` mostly. */
  type: string
  /** Long-running job, e.g. `migration out`. */
  async: string | undefined
  phase: string | undefined
  flags: string | undefined
  /** Milliseconds since the epoch, 0 when unknown. */
  started: string | undefined
  asyncStarted: string | undefined
  disks: MigratingDisk[]
  /** Parameters to go back to when the migration ends, by libvirt's names. */
  migrationParameters: Map<string, string> | undefined
}

export function parseStatusJob(element: XmlElement): StatusJob {
  const parameters = element.child('migParams')
  return {
    type: requiredAttribute(element, 'type'),
    async: element.attribute('async'),
    phase: element.attribute('phase'),
    flags: element.attribute('flags'),
    started: element.attribute('started'),
    asyncStarted: element.attribute('asyncStarted'),
    disks: element.elements('disk').map(parseDisk),
    migrationParameters:
      parameters &&
      new Map(
        parameters
          .elements('param')
          .map(parameter => [requiredAttribute(parameter, 'name'), requiredAttribute(parameter, 'value')]),
      ),
  }
}

function parseDisk(element: XmlElement): MigratingDisk {
  const source = element.child('migrationSource')
  return {
    target: requiredAttribute(element, 'dev'),
    migrating: yesNo(element, 'migrating') ?? false,
    source: source && parseNodeSource(source),
  }
}

export function formatStatusJob(writer: XmlWriter, job: StatusJob): void {
  const { type, async, phase, flags, started } = job
  const asyncStarted = async === undefined ? undefined : (job.asyncStarted ?? 0)
  writer.element('job', { type, async, phase, flags, started, asyncStarted }, () => {
    for (const { target, migrating, source } of job.disks) {
      writer.element('disk', { dev: target, migrating: migrating ? 'yes' : 'no' }, () => {
        if (source) formatNodeSource(writer, 'migrationSource', source)
      })
    }
    const parameters = job.migrationParameters
    if (!parameters) return
    writer.element('migParams', {}, () => {
      for (const [name, value] of parameters) writer.element('param', { name, value })
    })
  })
}
