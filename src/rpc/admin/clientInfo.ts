// What virt-admin client-info shows: keys of libvirt-admin.h, which differ by how the client came.
import type { TypedParameter } from '../../api/schema.js'
import { accountName } from '../../host/accountName.js'
import type { ClientConnection } from '../ClientConnection.js'

export async function clientInfo({ origin, identity, readOnly }: ClientConnection): Promise<TypedParameter[]> {
  const params: TypedParameter[] = [{ field: 'readonly', type: 'boolean', value: readOnly }]
  const text = (field: string, value: string | undefined) => {
    if (value !== undefined) params.push({ field, type: 'string', value })
  }
  const number = (field: string, value: number | undefined) => {
    if (value !== undefined) params.push({ field, type: 'int', value: value | 0 })
  }
  text('sasl_user_name', identity.saslUser)
  if (origin.transport === 'unix') {
    const { uid, gid, pid } = identity
    number('unix_user_id', uid)
    text('unix_user_name', uid === undefined ? undefined : await accountName('passwd', uid))
    number('unix_group_id', gid)
    text('unix_group_name', gid === undefined ? undefined : await accountName('group', gid))
    number('unix_process_id', pid)
  } else {
    text('sock_addr', origin.address)
    text('tls_x509_dname', identity.x509Name)
  }
  return params
}
