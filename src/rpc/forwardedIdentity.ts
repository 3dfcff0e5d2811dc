// The identity that a trusted daemon forwards for its own caller (CONNECT_SET_IDENTITY, rpc.md section 3).
import type { Identity } from '../api/Caller.js'
import { LibvirtError } from '../api/LibvirtError.js'
import type { TypedParameter } from '../api/schema.js'

/** @throws LibvirtError INVALID_ARG for a parameter of another name or type */
export function forwardedIdentity(params: unknown): Identity {
  const identity: { -readonly [K in keyof Identity]: Identity[K] } = {}
  for (const parameter of Array.isArray(params) ? (params as TypedParameter[]) : []) {
    const { field, type, value } = parameter
    switch (`${field}:${type}`) {
      case 'unix-user-id:ullong':
        identity.uid = Number(value)
        break
      case 'unix-group-id:ullong':
        identity.gid = Number(value)
        break
      case 'process-id:llong':
        identity.pid = Number(value)
        break
      case 'process-time:ullong':
        identity.startTime = BigInt(value)
        break
      case 'sasl-user-name:string':
        identity.saslUser = String(value)
        break
      case 'x509-distinguished-name:string':
        identity.x509Name = String(value)
        break
      case 'user-name:string':
      case 'group-name:string':
      case 'selinux-context:string':
        // Names follow from the numbers; nothing here decides by SELinux context.
        break
      default:
        throw new LibvirtError('INVALID_ARG', `unexpected identity parameter '${field}' of type ${type}`)
    }
  }
  return identity
}

/** What `forwardedIdentity` reads. Nothing for callers of whom nothing is known. */
export function identityParameters({ uid, gid, pid, startTime, saslUser, x509Name }: Identity): TypedParameter[] {
  const params: TypedParameter[] = []
  if (uid !== undefined) params.push({ field: 'unix-user-id', type: 'ullong', value: BigInt(uid) })
  if (gid !== undefined) params.push({ field: 'unix-group-id', type: 'ullong', value: BigInt(gid) })
  if (pid !== undefined) params.push({ field: 'process-id', type: 'llong', value: BigInt(pid) })
  if (startTime !== undefined) params.push({ field: 'process-time', type: 'ullong', value: startTime })
  if (saslUser !== undefined) params.push({ field: 'sasl-user-name', type: 'string', value: saslUser })
  if (x509Name !== undefined) params.push({ field: 'x509-distinguished-name', type: 'string', value: x509Name })
  return params
}
