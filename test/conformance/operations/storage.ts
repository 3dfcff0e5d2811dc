import { activationCommands } from '../../../src/drivers/storage/mountCommands.js'
import { qemuImgCommands } from '../../../src/drivers/storage/qemuImgCommands.js'
import { formatPool } from '../../../src/model/storage/formatPool.js'
import { formatVolume } from '../../../src/model/storage/formatVolume.js'
import { parsePool } from '../../../src/model/storage/parsePool.js'
import { parseVolume } from '../../../src/model/storage/parseVolume.js'
import { poolTraits } from '../../../src/model/storage/poolTypes.js'
import type { Volume } from '../../../src/model/storage/Volume.js'
import { fixedRandom } from '../fixedRandom.js'
import { atStage, inputOf, type Operation, type Request } from './Operation.js'

const readPool = (request: Request, role: string) => parsePool(inputOf(request, role), fixedRandom)

const capacityOptions = ({ params }: Request) => ({
  noCapacity: params['noCapacity'] === true,
  optionalCapacity: params['optCapacity'] === true,
})

/** A volume as the driver knows it: what it is follows from its pool. */
function readVolume(request: Request, poolRole: string, role: string): Volume {
  const pool = readPool(request, poolRole)
  return {
    ...parseVolume(inputOf(request, role), pool, capacityOptions(request)),
    type: poolTraits[pool.type].volumeType,
  }
}

function volumeCommands(request: Request): object {
  const volume = readVolume(request, 'pool', 'xml')
  const input = request.input['inputVol'] === undefined ? undefined : readVolume(request, 'inputPool', 'inputVol')
  return atStage('command', () => ({
    commands: qemuImgCommands({
      volume,
      input,
      preallocateMetadata: request.params['preallocMetadata'] === true,
      // See `storageVolume` in the fixtures' environment.
      secretFile: '/path/to/secretFile',
      inputSecretFile: '/path/to/inputSecretFile',
    }),
  }))
}

export const storageOperations: readonly (readonly [string, Operation])[] = [
  ['storage.pool.xml2xml', request => ({ xml: formatPool(readPool(request, 'xml')) })],
  [
    'storage.pool.xml2argv',
    request => {
      const pool = readPool(request, 'xml')
      return atStage('command', () => ({ commands: activationCommands(pool) }))
    },
  ],
  [
    'storage.vol.xml2xml',
    request => {
      const pool = readPool(request, 'pool')
      return { xml: formatVolume(parseVolume(inputOf(request, 'xml'), pool, capacityOptions(request))) }
    },
  ],
  ['storage.vol.xml2argv', volumeCommands],
]
