// A disk that moves to other storage while its guest runs.
import { domainBlockCopyFlags } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import { parseDisk } from '../../../model/domain/devices/parseDisk.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import { parseXmlRoot } from '../../../model/xml/parseXml.js'
import { XmlElement } from '../../../model/xml/XmlElement.js'
import { readParameters } from '../../domainSettings/typedParameters.js'
import { bytesPerSecond } from '../blockjobs/bandwidth.js'
import { copyDisk } from '../blockjobs/copyDisk.js'
import { idleDisk } from '../blockjobs/startBlockJob.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

/** VIR_DOMAIN_BLOCK_COPY_… */
const copyParameters = { bandwidth: 'ullong', granularity: 'uint', 'buf-size': 'ullong' } as const

export const blockCopyVerbs = (context: QemuDriverContext): QemuVerbs => ({
  domainBlockCopy: ({ dom, path, destxml, params, flags }, call) =>
    dom.jobs.run(
      'domainBlockCopy',
      async () => {
        const { SHALLOW, REUSE_EXT, TRANSIENT_JOB, SYNCHRONOUS_WRITES } = domainBlockCopyFlags
        const disk = idleDisk(dom, path)
        await copyDisk(context, dom, disk, {
          mirror: destination(destxml, disk.target),
          isShallow: (flags & SHALLOW) !== 0,
          isThere: (flags & REUSE_EXT) !== 0,
          isTransient: (flags & TRANSIENT_JOB) !== 0,
          arguments: {
            ...copyArguments(params),
            ...(flags & SYNCHRONOUS_WRITES && { 'copy-mode': 'write-blocking' }),
          },
        })
      },
      call,
    ),
})

/** The image that a `<disk>` describes, of which only the source matters. @throws LibvirtError XML_ERROR */
function destination(document: string, target: string): StorageSource {
  const root = parseXmlRoot(document, '(disk_definition)', 'disk')
  if (!root.child('target')) {
    const name = new XmlElement('target', '', root)
    name.attributes.set('dev', target)
    root.children.push(name)
  }
  return parseDisk(root, { inactive: true }).source
}

function copyArguments(params: readonly TypedParameter[]): Record<string, unknown> {
  const given = readParameters(params, copyParameters)
  const [bandwidth, granularity, buffer] = [
    given.get('bandwidth')?.value,
    given.get('granularity')?.value,
    given.get('buf-size')?.value,
  ]
  if (typeof granularity === 'number' && (granularity & (granularity - 1)) !== 0) {
    throw new LibvirtError('INVALID_ARG', 'granularity must be power of 2')
  }
  return {
    ...(typeof bandwidth === 'bigint' && { speed: bytesPerSecond(bandwidth, true) }),
    ...(typeof granularity === 'number' && granularity > 0 && { granularity }),
    ...(typeof buffer === 'bigint' && buffer > 0n && { 'buf-size': Number(buffer) }),
  }
}
