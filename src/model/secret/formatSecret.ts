import { formatYesNo } from '../xml/read.js'
import { XmlWriter } from '../xml/XmlWriter.js'
import type { Secret, SecretUsage } from './Secret.js'

/** The document of a secret, as `virsh secret-dumpxml` shows it. */
export function formatSecret(secret: Secret): string {
  const writer = new XmlWriter()
  const flags = { ephemeral: formatYesNo(secret.ephemeral), private: formatYesNo(secret.private) }
  writer.element('secret', flags, () => {
    writer.text('uuid', secret.uuid)
    writer.text('description', secret.description)
    if (secret.usage) formatUsage(writer, secret.usage)
  })
  return writer.toString()
}

function formatUsage(writer: XmlWriter, { type, ...id }: SecretUsage): void {
  writer.element('usage', { type }, () => {
    for (const [name, value] of Object.entries(id)) writer.text(name, value)
  })
}
