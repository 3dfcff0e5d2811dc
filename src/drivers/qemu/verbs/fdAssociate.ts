import { LibvirtError } from '../../../api/LibvirtError.js'
import { associate } from '../guest/fdGroups.js'
import type { QemuVerbs } from '../QemuVerbs.js'

/** Descriptors for a guest's images, from whoever starts it. */
export const fdAssociateVerbs = (): QemuVerbs => ({
  async domainFdAssociate({ dom, name }, call) {
    if (call.files.count === 0) throw new LibvirtError('INVALID_ARG', 'missing file descriptors')
    const fds = Array.from({ length: call.files.count }, (_, index) => call.files.take(index))
    await associate(dom, name, fds, call.signal)
  },
})
