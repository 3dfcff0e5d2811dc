// A job of QEMU that moves the bytes of a disk from one image to another while the guest writes. Everything that is to be known
// when it ends stands in its id, so that a daemon that comes back finds it in QEMU:
//   KIND-DISK-TOP-BASE[-delete|-transient]   e.g. commit-vda-3-1; images by their index, 0 for none
import { domainBlockJobType } from '../../../api/enums/domain.js'

const kinds = {
  pull: domainBlockJobType.PULL,
  copy: domainBlockJobType.COPY,
  commit: domainBlockJobType.COMMIT,
  activecommit: domainBlockJobType.ACTIVE_COMMIT,
} as const
export type BlockJobKind = keyof typeof kinds

export interface BlockJobPlan {
  readonly kind: BlockJobKind
  /** Target of the disk. */
  readonly disk: string
  /** Index of the image on top of what is merged. */
  readonly top: number
  /** Index of the image that remains below. */
  readonly base: number
  /** What is to become of what is left over: files of merged images are removed, the persistent definition is left alone. */
  readonly extra?: 'delete' | 'transient' | undefined
}

export type BlockJobEnd = 'COMPLETED' | 'FAILED' | 'CANCELED'

export class BlockJob {
  /** What somebody asked of it last. */
  wish: 'finish' | 'pivot' | 'abort' = 'finish'
  isReady = false
  /** Resolves when it is ready; a job that is no mirror never is. */
  readonly ready: Promise<void>
  readonly markReady: () => void
  /** Resolves when everything about its end is done. */
  readonly ended: Promise<BlockJobEnd>
  readonly end: (how: BlockJobEnd) => void

  constructor(
    readonly plan: BlockJobPlan,
    /** Whoever began it keeps the domain's job until it has ended. */
    readonly isOwned = false,
  ) {
    let markReady = () => {}
    this.ready = new Promise(resolve => (markReady = resolve))
    this.markReady = markReady
    let end: (how: BlockJobEnd) => void = () => {}
    this.ended = new Promise(resolve => (end = resolve))
    this.end = end
  }

  get id(): string {
    const { kind, disk, top, base, extra } = this.plan
    return [kind, disk, top, base, ...(extra ? [extra] : [])].join('-')
  }

  /** virDomainBlockJobType. */
  get type(): number {
    return kinds[this.plan.kind]
  }

  /** Whether it goes on until somebody decides. */
  get isMirror(): boolean {
    return this.plan.kind === 'copy' || this.plan.kind === 'activecommit'
  }
}

const idForm = /^(pull|copy|commit|activecommit)-([a-z]+)-(\d+)-(\d+)(?:-(delete|transient))?$/

/** Reads an id; undefined for a job that is none of ours. */
export function parseBlockJobId(id: string): BlockJobPlan | undefined {
  const [, kind, disk, top, base, extra] = idForm.exec(id) ?? []
  if (kind === undefined || disk === undefined || !isKind(kind)) return undefined
  return {
    kind,
    disk,
    top: Number(top),
    base: Number(base),
    extra: extra === 'delete' || extra === 'transient' ? extra : undefined,
  }
}

function isKind(word: string): word is BlockJobKind {
  return word in kinds
}
