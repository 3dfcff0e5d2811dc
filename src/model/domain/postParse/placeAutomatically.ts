import type { PostParseStep } from './PostParseStep.js'

/** Memory placed by numad takes the vCPUs with it, unless something is pinned by hand. */
export const placeAutomatically: PostParseStep = ({ vcpus, numaTuning, cpuTuning }) => {
  if (numaTuning.memory?.placement !== 'auto' || vcpus.cpuset) return
  if (cpuTuning.vcpuPins.size > 0 || cpuTuning.emulatorPin || cpuTuning.ioThreadPins.size > 0) return
  vcpus.placement = 'auto'
}
