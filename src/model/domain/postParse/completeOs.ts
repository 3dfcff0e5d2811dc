import { checkFirmwareFeatures } from '../os/OperatingSystem.js'
import type { PostParseStep } from './PostParseStep.js'

/** A loader that does not say what it is, is a ROM. */
export const completeOs: PostParseStep = ({ os }) => {
  checkFirmwareFeatures(os)
  if (os.loader?.path !== undefined) os.loader.type ??= 'rom'
}
