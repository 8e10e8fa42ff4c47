import type { Report } from '@org/core/reporting'
import type winston from 'winston'
import type { RequestHolds } from '../http/request-holds.js'
import type { ShowValue } from '../json/value-text.js'
import type { LogCall } from '../record/log-call.js'
import type { Recorder } from '../recorder.js'
import type { ForeignPath } from './foreign-path.js'
import type { LevelGate, Threshold } from './level-gate.js'
import type { LevelMap } from './levels.js'
import type { Logger } from './logger.js'
import { LoggerState } from './logger-state.js'
import { normalizeInfo } from './normalize-call.js'
import { LEVEL } from './triple-beam.js'

/** Where a logger keeps what distinguishes it from others of its family. */
export const STATE: unique symbol = Symbol('@org/logger state')

/** A logger of a family: the root, or a child. */
export interface StatefulLogger extends Logger {
  /** Its level and its bindings. */
  [STATE]: LoggerState
}

/** What the loggers of a family share. */
export interface Family {
  readonly recorder: Recorder
  readonly foreign: ForeignPath
  readonly gate: LevelGate
  readonly report: Report
}

/** winston's own methods that are called by those in front of them. */
type WinstonMethods = Readonly<Record<string, (this: unknown, ...args: unknown[]) => unknown>>

/** What every method of a family's loggers works with. */
export class LoggerCore {
  readonly root: StatefulLogger
  readonly rootState: LoggerState
  readonly recorder: Recorder
  readonly foreign: ForeignPath
  readonly report: Report
  readonly show: ShowValue
  readonly holds: RequestHolds
  readonly winstonMethods: WinstonMethods
  levels: LevelMap

  constructor(logger: winston.Logger, { recorder, foreign, gate, report }: Family) {
    this.recorder = recorder
    this.foreign = foreign
    this.report = report
    this.show = recorder.show
    this.holds = recorder.holds
    this.levels = logger.levels
    this.rootState = LoggerState.root(gate, (bindings, below) => recorder.bind(bindings, below))
    this.root = Object.assign(logger, { [STATE]: this.rootState }) as StatefulLogger
    this.winstonMethods = Object.getPrototypeOf(logger) as WinstonMethods
  }

  /** A record of this severity is written, or a request around the caller holds it. */
  isWanted(state: LoggerState, severity: number): boolean {
    return (
      severity <= state.gate.severity || (severity <= this.holds.severity && this.holds.around(severity) !== undefined)
    )
  }

  /** Writes a record, or lets the request around the caller hold it. */
  write(state: LoggerState, level: string, severity: number, call: LogCall): void {
    if (this.root.silent) return
    if (severity <= state.gate.severity) this.recorder.record(level, severity, call, state.bindings)
    else this.recorder.hold(level, severity, call, state.bindings)
  }

  /** The same for a record that is one object, as winston's streams have it. */
  writeInfo(state: LoggerState, info: object): void {
    const level = levelOf(info)
    const severity = this.severityOf(level)
    if (this.isWanted(state, severity)) this.write(state, level, severity, normalizeInfo(info, this.show))
  }

  /** The number of a level. One that does not exist counts as the most severe, and is told. */
  severityOf(level: string): number {
    if (Object.hasOwn(this.levels, level)) return this.levels[level] ?? 0
    this.#unknownLevel(level, `A record has the level "${level}"`, 'It is written all the same.')
    return 0
  }

  /** A level that a logger may be set to; undefined for one that does not exist, which is told. */
  thresholdOf(level: string): Threshold | undefined {
    if (Object.hasOwn(this.levels, level)) return { level, severity: this.levels[level] ?? 0 }
    this.#unknownLevel(level, `The level was not changed to "${level}"`, '')
    return undefined
  }

  #unknownLevel(level: string, what: string, consequence: string): void {
    this.report({
      level: 'warn',
      code: 'MON_LOGGER_UNKNOWN_LEVEL',
      subject: level,
      message: `${what}; known levels: ${Object.keys(this.levels).join(', ')}. ${consequence}`.trimEnd(),
    })
  }
}

function levelOf(info: object): string {
  try {
    const { [LEVEL]: marked, level } = info as { [LEVEL]?: unknown; level?: unknown }
    return nameOf(marked ?? level)
  } catch {
    return nameOf(undefined)
  }
}

/** What is no name is named by its kind. */
export function nameOf(level: unknown): string {
  return typeof level === 'object' ? typeof level : String(level)
}

/** Describes a method as those of a class are. */
export function method<F>(value: F): PropertyDescriptor {
  return { value, writable: true, configurable: true, enumerable: false }
}

/** Describes a property of winston's that is kept here. */
export function accessor(descriptor: PropertyDescriptor & ThisType<StatefulLogger>): PropertyDescriptor {
  return { ...descriptor, enumerable: true, configurable: true }
}
