import { libvirtVersion } from '../api/libvirtVersion.js'
import type { DriverIdentity, DriverObjects, Verbs } from '../api/Driver.js'

/** What every driver answers about itself. */
export function identityVerbs<O extends DriverObjects>(
  { type, uri }: Pick<DriverIdentity, 'type' | 'uri'>,
  hostname: () => string,
): Verbs<O> {
  const verbs: Verbs = {
    connectGetType: () => ({ type }),
    connectGetUri: () => ({ uri }),
    connectGetHostname: () => ({ hostname: hostname() }),
    connectGetLibVersion: () => ({ lib_ver: libvirtVersion.number }),
    // The connection never leaves the host here; a door that carries it further answers for its own transport.
    connectIsSecure: () => ({ secure: 1 }),
  }
  // None of these verbs takes or gives an object, so whose objects they are makes no difference.
  return verbs as Verbs<O>
}
