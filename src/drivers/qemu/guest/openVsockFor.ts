import { openVsock } from '../../../host/vhostVsock.js'
import type { Vsock } from '../../../model/domain/devices/vsock.js'
import type { DescriptorTable } from './DescriptorTable.js'

/** Opens what a guest's vsock needs; its definition has its context id then. @throws LibvirtError SYSTEM_ERROR */
export function openVsockFor(vsock: Vsock, table: Pick<DescriptorTable, 'add' | 'fds'>): void {
  const { fd, cid } = openVsock(vsock.auto ? undefined : vsock.cid)
  vsock.cid = cid
  table.fds.set(vsock.info.alias ?? '', [table.add(fd)])
}
