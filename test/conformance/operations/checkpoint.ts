import { formatCheckpoint } from '../../../src/model/checkpoint/formatCheckpoint.js'
import { parseCheckpoint } from '../../../src/model/checkpoint/parseCheckpoint.js'
import { caseDomainContext } from '../environment/domainContext.js'
import { inputOf, type Operation, type Request } from './Operation.js'

function convert(request: Request): object {
  const { redefine, creationTime, parent, vdaBitmap, vdaSize } = request.params
  const now = typeof creationTime === 'number' ? { now: BigInt(creationTime) } : {}
  const context = caseDomainContext(request.root, request.params)
  const checkpoint = parseCheckpoint(inputOf(request, 'xml'), context, { redefine: redefine === true, ...now })
  const known = {
    ...checkpoint,
    parent: typeof parent === 'string' ? parent : checkpoint.parent,
    disks: checkpoint.disks.map(disk => {
      if (disk.name !== 'vda') return disk
      const bitmap = vdaBitmap === true ? checkpoint.name : disk.bitmap
      return { ...disk, bitmap, size: typeof vdaSize === 'number' ? BigInt(vdaSize) : undefined }
    }),
  }
  return { xml: formatCheckpoint(known, { secure: true }) }
}

export const checkpointOperations: readonly (readonly [string, Operation])[] = [['checkpoint.xml2xml', convert]]
