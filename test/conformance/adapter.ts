// The conformance adapter: one JSON request a line on standard input, one JSON answer a line on standard output.
import { createInterface } from 'node:readline'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import { operations } from './operations/index.js'
import { type Request, StageError } from './operations/Operation.js'

interface Answer {
  name: string
  ok?: boolean
  unsupported?: boolean
  output?: object
  error?: { stage: string; message: string }
}

async function answer(request: Request): Promise<Answer> {
  const operation = operations.get(request.op)
  if (!operation) return { name: request.name, unsupported: true }
  try {
    return { name: request.name, ok: true, output: await operation(request) }
  } catch (error) {
    if (error instanceof StageError) {
      return { name: request.name, ok: false, error: { stage: error.stage, message: error.message } }
    }
    if (error instanceof LibvirtError) {
      return { name: request.name, ok: false, error: { stage: 'parse', message: error.message } }
    }
    // A bug must not pass for an expected refusal: say so where a person looks, and claim nothing.
    process.stderr.write(`${request.name}: ${error instanceof Error ? error.stack : String(error)}\n`)
    return { name: request.name, unsupported: true }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === '') continue
  const request: Request = JSON.parse(line)
  process.stdout.write(`${JSON.stringify(await answer(request))}\n`)
}
