import type { PostParseStep } from './PostParseStep.js'

/** vCPUs and memory placed by numad go together, unless something is pinned by hand. */
export const placeAutomatically: PostParseStep = ({ vcpus, numaTuning, cpuTuning }) => {
  if (vcpus.placement === 'auto') numaTuning.memory ??= { mode: 'strict', placement: 'auto', nodeset: undefined }
  if (numaTuning.memory?.placement !== 'auto' || vcpus.cpuset) return
  if (cpuTuning.vcpuPins.size > 0 || cpuTuning.emulatorPin || cpuTuning.ioThreadPins.size > 0) return
  vcpus.placement = 'auto'
}
