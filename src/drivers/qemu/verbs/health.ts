// What is wrong with a guest, or odd about it.
import { domainDiskErrorCode, domainMessageType } from '../../../api/enums/domain.js'
import { taintsOf } from '../../domainSettings/taints.js'
import { acceleratorCapabilities } from '../../../model/capabilities/machineTypes.js'
import { imageChain } from '../../../model/domain/devices/imageChain.js'
import type { Guest } from '../domain/Guest.js'
import { logTime } from '../guest/logTime.js'
import { localPath } from '../guest/neededFiles.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { aliasIn } from '../statistics/blockFigures.js'

/** QEMU's words for what a disk suffers from. */
const ioStates: Readonly<Record<string, number>> = {
  nospace: domainDiskErrorCode.NO_SPACE,
  failed: domainDiskErrorCode.UNSPEC,
}

export const healthVerbs = ({ emulators }: QemuDriverContext): QemuVerbs => ({
  async domainGetDiskErrors({ dom, maxerrors }) {
    const { definition } = dom.active().guest
    // Without room for answers the question is how many there could be.
    if (maxerrors === 0) return { errors: [], nerrors: definition.devices.disk.length }
    const devices = new Map((await dom.monitor().execute('query-block')).items().map(each => [aliasIn(each), each]))
    const errors = definition.devices.disk
      .flatMap(({ target, info }) => {
        const error = ioStates[ioState(devices.get(info.alias)) ?? '']
        return error === undefined ? [] : [{ disk: target, error }]
      })
      .slice(0, maxerrors)
    return { errors, nerrors: errors.length }
  },
  async domainGetMessages({ dom, flags }) {
    const { guest } = dom
    if (!guest) return { msgs: [] }
    const { definition } = guest
    const wants = (kind: keyof typeof domainMessageType) => flags === 0 || (flags & domainMessageType[kind]) !== 0
    const taints = wants('TAINTING') ? taintsOf(definition).map(text => `tainted: ${text}`) : []
    const failures = wants('IOERRORS') ? ioErrors(guest) : []
    if (!wants('DEPRECATION')) return { msgs: [...taints, ...failures] }
    const capabilities = await emulators.capabilities(definition.emulator ?? '')
    const { machines } = acceleratorCapabilities(capabilities, definition.type)
    const deprecated = machines.some(({ name, deprecated }) => name === definition.os.machine && deprecated)
    const words = deprecated ? [`deprecated configuration: machine type '${definition.os.machine}'`] : []
    return { msgs: [...words, ...taints, ...failures] }
  },
})

function ioState(device: JsonReader | undefined): string | undefined {
  return device?.field('io-status').optionalString()
}

function ioErrors({ definition, ioErrors: errors }: Guest): string[] {
  return definition.devices.disk.flatMap(({ target, source }) =>
    [...imageChain(source)].flatMap(image => {
      const error = image.node === undefined ? undefined : errors.get(image.node)
      if (!error) return []
      const place = `disk='${target}', index='${image.index ?? 0}', path='${localPath(image) ?? ''}'`
      return [`I/O error: ${place}, timestamp='${logTime(error.time)}', message='${error.message}'`]
    }),
  )
}
