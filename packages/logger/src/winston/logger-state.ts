import { readFields } from '../json/read-fields.js'
import { EMPTY_LAYER, type Layer } from '../record/layer.js'
import type { LevelGate } from './level-gate.js'

type Fields = Readonly<Record<string, unknown>>

/** Prepares the bindings of a child. */
export type Bind = (bindings: Fields, below: Layer) => Layer

/** What distinguishes one logger of a family (the root and its children). */
export class LoggerState {
  /** Its level. */
  readonly gate: LevelGate
  readonly #parent: LoggerState | undefined
  readonly #own: Fields
  readonly #bind: Bind
  /** Nothing that the application does can change what is written of the bindings. */
  readonly #isSettled: boolean
  #bindings: Layer | undefined
  #rawBindings: Fields | undefined

  private constructor(gate: LevelGate, own: Fields, bind: Bind, parent: LoggerState | undefined) {
    this.gate = gate
    this.#parent = parent
    this.#own = own
    this.#bind = bind
    this.#isSettled = parent === undefined || (parent.#isSettled && isUnchangeable(own))
    this.#bindings = parent === undefined ? EMPTY_LAYER : undefined
    this.#rawBindings = parent === undefined ? own : undefined
  }

  /** The state of a logger that is nobody's child. */
  static root(gate: LevelGate, bind: Bind): LoggerState {
    return new LoggerState(gate, {}, bind, undefined)
  }

  /** The state of a child with more bindings. */
  child(bindings: object): LoggerState {
    const child = new LoggerState(this.gate.child(), readFields(bindings), this.#bind, this)
    // The caller may change an object among the bindings later, so it is written as it is now.
    if (!child.#isSettled) child.#write(this)
    return child
  }

  /** What every record of this logger carries, written at the first record: many children never have one. */
  get bindings(): Layer {
    return this.#bindings ?? this.#write(this.#parent)
  }

  /** The bindings as they were given, for the transports of others. */
  get rawBindings(): Fields {
    this.#rawBindings ??= { ...this.#parent?.rawBindings, ...this.#own }
    return this.#rawBindings
  }

  #write(parent: LoggerState | undefined): Layer {
    const written = this.#bind(this.#own, parent?.bindings ?? EMPTY_LAYER)
    this.#bindings = written
    return written
  }
}

function isUnchangeable(fields: Fields): boolean {
  for (const key of Object.keys(fields)) {
    const value = fields[key]
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') return false
  }
  return true
}
