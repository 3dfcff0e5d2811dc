import { alignBackupDisks } from '../../../src/model/backup/alignBackupDisks.js'
import { formatBackup } from '../../../src/model/backup/formatBackup.js'
import { parseBackup } from '../../../src/model/backup/parseBackup.js'
import type { DiskIdentity } from '../../../src/model/snapshot/matchDisks.js'
import { inputOf, type Operation, type Request } from './Operation.js'

/** The domain has the disks of the document and one more. */
function fixtureDisk(target: string): DiskIdentity {
  return { target, source: { type: 'file', path: `/fake/${target}.qcow2` } }
}

function convert(request: Request): object {
  const { suffix, internal } = request.params
  const options = { internal: internal === true }
  const backup = parseBackup(inputOf(request, 'xml'), options)
  if (options.internal) return { xml: formatBackup(backup, options) }
  const disks = [...backup.disks.map(({ name }) => fixtureDisk(name)), fixtureDisk('vdextradisk')]
  return { xml: formatBackup({ ...backup, disks: alignBackupDisks(backup, disks, String(suffix)) }) }
}

export const backupOperations: readonly (readonly [string, Operation])[] = [['backup.xml2xml', convert]]
