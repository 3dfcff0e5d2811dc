// A daemon's configuration file: read at its start, and again at each reload, when what can change live does, and what cannot
// is said. It also decides what is logged where, together with the environment and the command line.
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { changedKeys } from '../config/changedKeys.js'
import { ConfReader } from '../config/ConfReader.js'
import type { DaemonMode, Directories } from '../config/directories.js'
import { MSG } from '../log/catalogue.js'
import { configureLogging, type LogChoice } from '../log/configureLogging.js'
import { log } from '../log/log.js'
import { logging } from '../log/Logging.js'
import { type DaemonConfig, daemonConfig, type NetworkConfig, networkConfig } from './daemonConfig.js'
import type { DaemonOptions } from './parseArguments.js'
import type { DaemonSpec } from './runDaemon.js'
import { StartError } from './StartError.js'
import { isTerminal } from './isTerminal.js'

export interface Configuration {
  readonly config: DaemonConfig
  /** Of programs that have TCP and TLS doors. */
  readonly network: NetworkConfig | undefined
}

export interface ConfigurationChoice {
  readonly spec: Pick<DaemonSpec, 'name' | 'network'>
  readonly options: Pick<DaemonOptions, 'configFile' | 'verbose'>
  readonly mode: DaemonMode
  readonly places: Pick<Directories, 'config' | 'log'>
  readonly daemonised: boolean
}

/** Keys whose new value counts at once. */
const live: ReadonlySet<string> = new Set(['log_level', 'log_filters', 'log_outputs'])

export class ConfigurationFile {
  /** Text that counts, except for what is logged. */
  #text: string | undefined

  constructor(private readonly choice: ConfigurationChoice) {}

  /** Reads the file, and logs by it. @throws StartError */
  read(): Configuration {
    try {
      const { conf, ...configuration } = this.#load()
      const { daemonised } = this.choice
      if (daemonised) mkdirSync(dirname(this.#logChoice().logFile), { recursive: true, mode: 0o700 })
      this.#logBy(configuration.config)
      this.#text = conf.source
      if (conf.unread.length > 0) log.info({}, `${conf.file}: unknown keys are ignored: ${conf.unread.join(', ')}`)
      return configuration
    } catch (error) {
      // So that the refusal reaches the journal where there is one. The environment itself may be what is wrong.
      const config = { level: 0, filters: undefined, outputs: undefined }
      const choice = { ...this.#logChoice(), daemonised: false, config }
      try {
        configureLogging(logging, choice)
      } catch {
        configureLogging(logging, { ...choice, env: {} })
      }
      throw new StartError('config', textOf(error), { cause: error })
    }
  }

  /** Reads the file again. One that cannot be used changes nothing. */
  reload(): void {
    const before = this.#text
    if (before === undefined) return
    try {
      const { conf, config } = this.#load()
      this.#logBy(config)
      const waiting = changedKeys(before, conf.source, this.#path).filter(key => !live.has(key))
      if (waiting.length > 0)
        log.warning({}, `What ${this.#path} says of ${waiting.join(', ')} counts from the next start on`)
    } catch (error) {
      const text = `${this.#path} cannot be used, and everything stays as it was: ${textOf(error)}`
      log.error(MSG.reloadFailed, { driver: this.choice.spec.name }, text)
    }
  }

  get #path(): string {
    const { spec, options, places } = this.choice
    return options.configFile ?? join(places.config, `${spec.name}.conf`)
  }

  #load(): Configuration & { readonly conf: ConfReader } {
    const { spec, options, mode } = this.choice
    const conf = options.configFile ? ConfReader.ofFile(this.#path) : ConfReader.ofOptionalFile(this.#path)
    const config = daemonConfig(conf, mode)
    return { conf, config, network: spec.network && networkConfig(conf, spec.network.tls) }
  }

  #logBy(config: DaemonConfig): void {
    const { logLevel: level, logFilters: filters, logOutputs: outputs } = config
    configureLogging(logging, { ...this.#logChoice(), config: { level, filters, outputs } })
  }

  #logChoice(): Omit<LogChoice, 'config'> {
    const { spec, options, places, daemonised } = this.choice
    return {
      program: spec.name,
      verbose: options.verbose,
      env: process.env,
      terminal: isTerminal(0),
      daemonised,
      logFile: join(places.log, `${spec.name}.log`),
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
