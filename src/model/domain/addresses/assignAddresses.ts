import type { QemuPostParseStep } from '../postParse/PostParseStep.js'

export const assignAddresses: QemuPostParseStep = () => {}
