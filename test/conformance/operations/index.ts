import { confOperations } from './conf.js'
import type { Operation } from './Operation.js'

/** Every operation the adapter answers; what is missing is answered `unsupported`. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([...confOperations])
