import { DomainSnapshot } from '../../DomainSnapshot.js'
import type { TestDomain } from '../TestDomain.js'

/** A snapshot of a pretended guest: its definition and state. */
export class TestSnapshot extends DomainSnapshot<TestDomain> {}
