import { formatSnapshot } from '../../../src/model/snapshot/formatSnapshot.js'
import { parseSnapshot, parseSnapshotFile } from '../../../src/model/snapshot/parseSnapshot.js'
import { caseDomainContext } from '../environment/domainContext.js'
import { inputOf, type Operation, type Request } from './Operation.js'

function convert(request: Request): object {
  const { uuid, redefine, internal, creationTime, running } = request.params
  const text = inputOf(request, 'xml')
  const context = caseDomainContext(request.root, request.params)
  const domainUuid = typeof uuid === 'string' ? uuid : undefined
  if (internal === true) {
    const { snapshot, current } = parseSnapshotFile(text, context)
    return { xml: formatSnapshot(snapshot, { domainUuid, secure: true, current }) }
  }
  const now = typeof creationTime === 'number' ? { now: BigInt(creationTime) } : {}
  const snapshot = parseSnapshot(text, context, { redefine: redefine === true, ...now })
  const known = running === true ? { ...snapshot, state: 'running' as const } : snapshot
  return { xml: formatSnapshot(known, { domainUuid, secure: true }) }
}

export const snapshotOperations: readonly (readonly [string, Operation])[] = [['snapshot.xml2xml', convert]]
