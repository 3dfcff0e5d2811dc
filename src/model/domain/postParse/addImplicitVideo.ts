import type { PostParseStep } from './PostParseStep.js'

/** A display needs an adapter to show. */
export const addImplicitVideo: PostParseStep = ({ devices }) => {
  if (devices.graphics.length > 0 && devices.video.length === 0) devices.video.push({ kind: 'video', info: {} })
}
