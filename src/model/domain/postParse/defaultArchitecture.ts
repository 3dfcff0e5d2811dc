import type { PostParseStep } from './PostParseStep.js'

/** A domain that does not say gets the host's architecture. */
export const defaultArchitecture: PostParseStep = (domain, { context }) => {
  domain.os.arch ??= context.hostArch
}
