// Reads the document that asks for a backup with libvirt's refusals.
import { parseStorageSource } from '../domain/devices/parseStorageSource.js'
import { storageFormats, type StorageSource, storageTypes } from '../domain/devices/storageSource.js'
import { parseUint } from '../xml/parseInteger.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import { childText, nonEmpty, oneOf, optionalEnum, refuseAt, requiredEnum, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { type Backup, type BackupDisk, backupDiskStates } from './Backup.js'
import { parseBackupServer } from './backupServer.js'

export interface BackupOptions {
  /** The document is the driver's own record of a backup that was started. */
  readonly internal?: boolean
}

/**
 * The backup a document asks for.
 * @throws LibvirtError XML_ERROR, CONFIG_UNSUPPORTED, INVALID_ARG
 */
export function parseBackup(text: string, options: BackupOptions = {}): Backup {
  return parseBackupElement(parseXmlRoot(text, '(domain_backup)', 'domainbackup'), options)
}

/** The backup an element describes, as inside a status file. @throws as `parseBackup` */
export function parseBackupElement(root: XmlElement, { internal = false }: BackupOptions = {}): Backup {
  const word = root.attribute('mode') ?? 'push'
  const mode = oneOf(word, ['push', 'pull'])
  if (!mode) throw refuseAt(root, `unknown backup mode '${word}'`, 'CONFIG_UNSUPPORTED')
  const server = root.child('server')
  if (server && mode !== 'pull') {
    throw refuseAt(server, 'use of <server> requires pull mode backup', 'CONFIG_UNSUPPORTED')
  }
  const objects = internal ? root.descend('privateData', 'objects') : undefined
  const secret = objects?.elements('secret').find(each => each.attribute('type') === 'tlskey')
  return {
    mode,
    incremental: childText(root, 'incremental'),
    server: server && parseBackupServer(server),
    disks: (root.child('disks')?.elements() ?? []).map(disk => parseBackupDisk(disk, mode, internal)),
    tlsAlias: nonEmpty(objects?.child('TLSx509'), 'alias'),
    tlsSecretAlias: nonEmpty(secret, 'alias'),
  }
}

function parseBackupDisk(element: XmlElement, mode: Backup['mode'], internal: boolean): BackupDisk {
  const name = element.attribute('name')
  if (name === undefined) throw refuseAt(element, 'missing name from disk backup element')
  if (yesNo(element, 'backup') === false) return { name }
  const pull = mode === 'pull'
  return {
    name,
    backup: {
      exportName: pull ? element.attribute('exportname') : undefined,
      exportBitmap: pull ? element.attribute('exportbitmap') : undefined,
      mode: optionalEnum(element, 'backupmode', ['full', 'incremental']),
      incremental: element.attribute('incremental'),
      state: internal ? requiredEnum(element, 'state', backupDiskStates) : undefined,
      store: parseStore(element, pull ? 'scratch' : 'target', internal),
    },
  }
}

function parseStore(element: XmlElement, child: 'scratch' | 'target', internal: boolean): StorageSource {
  const word = element.attribute('type') ?? 'file'
  const type = oneOf(word, storageTypes)
  if (!type) throw refuseAt(element, `unknown storage source type '${word}'`)
  const driver = nonEmpty(element.child('driver'), 'type')
  const format = oneOf(driver, storageFormats)
  if (driver !== undefined && !format) throw refuseAt(element, `unknown storage source format '${driver}'`)
  const number = internal ? element.attribute('index') : undefined
  const index = parseUint(number ?? '')
  if (number !== undefined && index === undefined) {
    throw refuseAt(element, `invalid storage source index '${number}'`)
  }
  if (type !== 'file' && type !== 'block') throw refuseAt(element, `unsupported disk backup type '${type}'`)
  const source = parseStorageSource(element.child(child), type, { inactive: true, status: internal })
  return { ...source, format, index: index || undefined }
}
