import type { Test } from 'tap'
import type { Step } from './Step.js'

/** One assertion for each command, in their order. */
export function compareSteps(t: Test, steps: readonly Step[], outputs: readonly string[]): void {
  for (const [index, [command, prints]] of steps.entries()) {
    const output = outputs[index] ?? ''
    if (typeof prints === 'string') t.equal(output, prints.trim(), command)
    else t.match(output, prints, command)
  }
}
