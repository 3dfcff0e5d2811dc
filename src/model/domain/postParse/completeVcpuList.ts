import { completeVcpus } from '../vcpus.js'
import type { PostParseStep } from './PostParseStep.js'

export const completeVcpuList: PostParseStep = ({ vcpus }) => completeVcpus(vcpus)
