// Secrets: descriptions anybody may list, and values that are only told where nothing forbids it. Events follow what is kept.
import type { secretDefineXml } from '../../api/calls/index.js'
import type { DriverObjects, Prepared, Verbs } from '../../api/Driver.js'
import { connectListAllSecretsFlags as list, secretEventLifecycleType } from '../../api/enums/secret.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { formatSecret } from '../../model/secret/formatSecret.js'
import { parseSecret } from '../../model/secret/parseSecret.js'
import type { Secret } from '../../model/secret/Secret.js'
import type { Random } from '../../model/Random.js'
import type { EventFeed } from '../EventFeed.js'
import { HeldSecret, secretDetails } from './HeldSecret.js'
import type { SecretKeeper } from './SecretKeeper.js'
import type { SecretList } from './SecretList.js'

export interface SecretVerbsOptions {
  readonly secrets: SecretList
  readonly keeper: SecretKeeper
  readonly feed: EventFeed
  readonly random: Pick<Random, 'bytes'>
}
export interface SecretObjects extends DriverObjects {
  secret: HeldSecret
}

export function secretVerbs(options: SecretVerbsOptions) {
  const { secrets, keeper, feed, random } = options
  const tell = (secret: HeldSecret, event: keyof typeof secretEventLifecycleType) =>
    feed.emit('secretLifecycleEvent', { secret, event: secretEventLifecycleType[event], detail: 0 })
  const define = async (definition: Secret): Promise<{ secret: HeldSecret }> => {
    const existing = secrets.existingFor(definition)
    await keeper.save(definition)
    const secret = existing ?? new HeldSecret(definition)
    secret.definition = definition
    secrets.add(secret)
    if (existing) feed.change('changed', secret, ['secretGetXmlDesc'])
    else feed.change('added', secret)
    tell(secret, 'DEFINED')
    return { secret }
  }
  return {
    connectListAllSecrets: ({ flags }) => {
      const wanted = [...secrets].filter(({ definition }) => isWanted(definition, flags))
      return { secrets: wanted, ret: wanted.length }
    },
    secretLookupByUuid: ({ uuid }) => ({ secret: secrets.find({ uuid }) }),
    secretLookupByUsage: ({ usageType, usageID }) => {
      const secret = secrets.withUsage(usageType, usageID)
      if (!secret) throw new LibvirtError('NO_SECRET', `no secret with matching usage '${usageID}'`)
      return { secret }
    },
    secretDefineXml: {
      prepare: ({ xml }): Prepared<typeof secretDefineXml, SecretObjects> => {
        const definition = parseSecret(xml, random)
        return { details: secretDetails(definition), run: () => define(definition) }
      },
    },
    secretGetXmlDesc: ({ secret }) => ({ xml: formatSecret(secret.definition) }),
    secretSetValue: async ({ secret, value }) => {
      await keeper.saveValue(secret.definition, value)
      secret.value = Uint8Array.from(value)
      feed.emit('secretValueChangedEvent', { secret })
    },
    secretGetValue: ({ secret }) => {
      if (!secret.value) throw new LibvirtError('NO_SECRET', `secret '${secret.uuid}' does not have a value`)
      if (secret.definition.private) throw new LibvirtError('INVALID_SECRET', 'secret is private')
      return { value: secret.value }
    },
    secretUndefine: async ({ secret }) => {
      await keeper.forget(secret.definition)
      secrets.delete(secret)
      tell(secret, 'UNDEFINED')
      feed.change('removed', secret)
    },
  } satisfies Verbs<SecretObjects>
}

/** Within a group either may hold; a group nobody named asks nothing. */
function isWanted(secret: Secret, flags: number): boolean {
  const group = (yes: number, no: number, claim: boolean) =>
    (flags & (yes | no)) === 0 || (flags & (claim ? yes : no)) !== 0
  return (
    group(list.EPHEMERAL, list.NO_EPHEMERAL, secret.ephemeral) && group(list.PRIVATE, list.NO_PRIVATE, secret.private)
  )
}
