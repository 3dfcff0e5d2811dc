import { checkTimers } from '../clock.js'
import type { PostParseStep } from './PostParseStep.js'

export const checkClockTimers: PostParseStep = ({ clock }) => checkTimers(clock)
