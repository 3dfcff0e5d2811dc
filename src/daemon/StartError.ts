/** libvirt's exit codes by the stage of the start that failed. */
export const startStages = {
  config: 1,
  pidFile: 1,
  runDirectory: 2,
  initialisation: 3,
  privileges: 5,
  sockets: 6,
  hooks: 8,
  driver: 11,
} as const

/** Why a daemon cannot start. Its text is for the operator: object, obstacle, next step. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly exitCode: number

  constructor(stage: keyof typeof startStages, text: string, options?: ErrorOptions) {
    super(text, options)
    this.exitCode = startStages[stage]
  }
}
