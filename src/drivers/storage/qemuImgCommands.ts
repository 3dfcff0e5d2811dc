// Makes the qemu-img commands that create a volume, empty or as a copy of another one. Secrets reach qemu-img by files,
// never by its command line, which everyone on the host can read.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { Volume } from '../../model/storage/Volume.js'
import { imageOptions } from './imageOptions.js'

export interface QemuImgRequest {
  readonly volume: Volume
  /** Volume to copy. */
  readonly input?: Volume | undefined
  /** Clusters are allocated, their content is not. */
  readonly preallocateMetadata?: boolean | undefined
  /** File with the passphrase of the new volume. */
  readonly secretFile?: string | undefined
  /** File with the passphrase of the volume to copy. */
  readonly inputSecretFile?: string | undefined
}

/**
 * The caller has made sure that the volumes' paths and that of the backing image are absolute: qemu-img takes others for
 * options and addresses.
 *
 * One command, or two when a copy has to be encrypted or decrypted: qemu-img makes the image first and fills it then.
 * @throws LibvirtError CONFIG_UNSUPPORTED, XML_ERROR, INTERNAL_ERROR for what cannot be made
 */
export function qemuImgCommands(request: QemuImgRequest): string[][] {
  const { volume, input } = request
  const encrypted = volume.target.encryption !== undefined || input?.target.encryption !== undefined
  const format = checkRequest(request)
  if (!input) return [createCommand(request, format, volume.backing?.path)]
  if (encrypted) return [createCommand(request, format, undefined), transcodeCommand(request, input, format)]
  return [convertCommand(request, input, format)]
}

/** Block devices hold no header of an image, and an ISO image is just bytes. */
function imageFormat({ type, target: { format } }: Volume): string {
  return type === 'block' || format === 'iso' || format === undefined ? 'raw' : format
}

/** Name of the driver in qemu-img: raw bytes that are encrypted are LUKS. */
function driverName({ target }: Volume, format: string): string {
  if (format !== 'raw' || !target.encryption) return format
  if (target.encryption.format === 'luks') return 'luks'
  throw new LibvirtError('INTERNAL_ERROR', 'Only luks encryption is supported for raw files')
}

function checkRequest({ volume, input, preallocateMetadata }: QemuImgRequest): string {
  const { target, backing } = volume
  const refuse = (detail: string) => new LibvirtError('CONFIG_UNSUPPORTED', detail)
  const encryption = target.encryption?.format
  const qcow = target.format === 'qcow' || target.format === 'qcow2'
  if (qcow && (encryption === 'qcow' || encryption === 'default')) {
    throw refuse('creation of qcow2 encrypted image is not supported')
  }
  const inputEncryption = input?.target.encryption
  if (inputEncryption && inputEncryption.format !== 'luks') {
    throw refuse('encryption format of inputvol must be LUKS')
  }
  const format = imageFormat(volume)
  if (format !== 'qcow2') {
    if (preallocateMetadata) throw refuse('metadata preallocation only available with qcow2')
    if (target.compat !== undefined) throw refuse('compatibility option only available with qcow2')
    if (target.features) throw refuse('format features only available with qcow2')
  }
  if (backing) {
    if (format === 'raw') throw refuse('cannot set backing store for raw volume')
    if (preallocateMetadata) throw refuse('metadata preallocation conflicts with backing store')
    if (input?.backing && input.backing.path !== backing.path) {
      throw new LibvirtError('INTERNAL_ERROR', 'a different backing store cannot be specified.')
    }
  }
  if (target.encryption) checkEncryption(volume, format)
  return format
}

function checkEncryption({ target }: Volume, format: string): void {
  if (format !== 'raw' && format !== 'qcow2') {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `volume encryption unsupported with format ${format}`)
  }
  if (target.encryption?.format !== 'luks') {
    const what = `unsupported volume encryption format ${target.encryption?.format ?? 'default'}`
    throw new LibvirtError('CONFIG_UNSUPPORTED', what)
  }
  const secrets = target.encryption.secrets.length
  if (secrets > 1) throw new LibvirtError('XML_ERROR', 'too many secrets for luks encryption')
  if (secrets === 0) throw new LibvirtError('XML_ERROR', 'no secret provided for luks encryption')
}

function createCommand(request: QemuImgRequest, format: string, backing: string | undefined): string[] {
  const { volume } = request
  const kib = (volume.capacity + 1023n) / 1024n
  // With a backing image a size of 0 stands for the size of that image.
  const size = kib > 0n || backing === undefined ? [`${kib}K`] : []
  return [
    'qemu-img',
    'create',
    '-f',
    driverName(volume, format),
    ...(backing === undefined ? [] : ['-b', backing]),
    ...secretObject(volume, request.secretFile),
    ...imageOptionArguments(request, format, backing !== undefined),
    volume.target.path ?? '',
    ...size,
  ]
}

function convertCommand(request: QemuImgRequest, input: Volume, format: string): string[] {
  const { volume } = request
  const formats = ['-f', imageFormat(input), '-O', driverName(volume, format)]
  const options = imageOptionArguments(request, format, false)
  return ['qemu-img', 'convert', ...formats, ...options, input.target.path ?? '', volume.target.path ?? '']
}

function transcodeCommand(request: QemuImgRequest, input: Volume, format: string): string[] {
  const { volume } = request
  return [
    'qemu-img',
    'convert',
    '--image-opts',
    '-n',
    '--target-image-opts',
    ...secretObject(volume, request.secretFile),
    ...secretObject(input, request.inputSecretFile),
    imageSpecification(input, driverName(input, imageFormat(input))),
    imageSpecification(volume, driverName(volume, format)),
  ]
}

/** A comma within a value of a QEMU option is doubled. */
const escapeCommas = (text: string) => text.replaceAll(',', ',,')

const secretId = ({ name }: Volume) => escapeCommas(`${name}_encrypt0`)

function secretObject(volume: Volume, file: string | undefined): string[] {
  if (!volume.target.encryption) return []
  if (file === undefined) throw new LibvirtError('INTERNAL_ERROR', 'path to secret data file is required')
  return ['--object', `secret,id=${secretId(volume)},file=${escapeCommas(file)}`]
}

function imageSpecification(volume: Volume, driver: string): string {
  const prefix = volume.target.format === 'qcow2' ? 'encrypt.' : ''
  const secret = volume.target.encryption ? `,${prefix}key-secret=${secretId(volume)}` : ''
  return `driver=${driver},file.filename=${escapeCommas(volume.target.path ?? '')}${secret}`
}

function imageOptionArguments(request: QemuImgRequest, format: string, backed: boolean): string[] {
  const { volume, preallocateMetadata } = request
  const backingFormat = backed ? volume.backing?.format : undefined
  const secret = volume.target.encryption && secretId(volume)
  const options = imageOptions({ volume, format, backingFormat, secret, preallocateMetadata })
  return options.length > 0 ? ['-o', options.join(',')] : []
}
