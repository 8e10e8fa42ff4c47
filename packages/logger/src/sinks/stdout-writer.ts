import type { Clock } from '@org/core'
import { type Participant, processLifecycle } from '@org/core/lifecycle'
import { counted, type Report, STDERR_FILE_DESCRIPTOR, writeNow } from '@org/core/reporting'
import { tolerantWriter } from './line-stream.js'

/** What is used of `process.stdout`. */
export interface StandardStream {
  /** File descriptor, for what is written at the end. */
  readonly fd: number
  /** Bytes that the stream holds, of anybody. */
  readonly writableLength: number
  write(text: string, callback?: (error?: Error | null) => void): unknown
  once(event: string, listener: () => void): unknown
  /** Node's own handle of a pipe; what the system has not taken of the last write. */
  readonly _handle?: { readonly writeQueueSize?: number | undefined } | null | undefined
}

/** Lines that a reader has not taken wait in memory up to so many bytes; beyond it, the oldest go first. */
export const MAX_WAITING_BYTES = 8 * 1024 * 1024

/** So much is handed to the stream at once. */
const CHUNK_BYTES = 64 * 1024

/** A look at the lines for stdout of all loggers that write there. */
export interface StdoutStats {
  /** Bytes that the reader has not taken: at most 8 MiB, and what the stream itself has. */
  readonly waitingBytes: number
  /** Lines that were given up so far, as the reader took none for too long, is gone, or its disk is full. */
  readonly dropped: number
}

/** Overflow makes room for some time, so that not every line that follows has to. */
const ROOM_AFTER_OVERFLOW = 0.1

/** What a {@link StdoutWriter} is made with. */
export interface StdoutWriterOptions {
  readonly stream: StandardStream
  readonly clock: Pick<Clock, 'schedule'>
  readonly report: Report
  /** Whether what waits is written at the end of the process. */
  readonly exitHooks: boolean
  /** @defaultValue {@link MAX_WAITING_BYTES} */
  readonly maxWaitingBytes?: number | undefined
  /** Writes at the end. @defaultValue to the descriptor of the stream */
  readonly write?: typeof writeNow | undefined
}

/**
 * Writes lines to stdout, at once as long as the reader takes them. A pipe that is full makes Node keep what it
 * cannot write, without bound, and lose it when the process exits; so at most one piece is left to the stream,
 * the rest waits here, bounded, and all of it is written synchronously when the process ends.
 *
 * A piece is handed to the stream only when that holds nothing of others (`console.log`): then it is known at the
 * end how much of it was written, and no line is written twice or torn.
 */
export class StdoutWriter {
  readonly #options: StdoutWriterOptions
  #exitHooks: boolean
  readonly #write: (text: string, written: (error?: Error | null) => void) => void
  readonly #maxWaitingBytes: number
  /** What the stream has of ours. */
  #pending: Buffer | undefined
  /** The stream has something of others, whose end is waited for. */
  #isBehindOthers = false
  #waiting: string[] = []
  #waitingBytes = 0
  #dropped = 0
  #isEnding = false
  #isWatching = false
  #whenWritten: (() => void)[] = []
  readonly #participant: Participant = {
    phase: 'logs',
    flush: (timeoutMs) => this.flush(timeoutMs),
    abandon: () => this.#writeRest(),
  }

  constructor(options: StdoutWriterOptions) {
    this.#options = options
    this.#exitHooks = options.exitHooks
    this.#maxWaitingBytes = options.maxWaitingBytes ?? MAX_WAITING_BYTES
    this.#write = tolerantWriter(options.stream)
  }

  /** Another logger writes here as well, whose lines are to be seen to the end of the process. */
  useExitHooks(): void {
    this.#exitHooks = true
  }

  /** Writes a text that ends with a newline, now or when the reader takes it. Never waits. */
  write(text: string): void {
    if (this.#isEnding) this.#writeNow(Buffer.from(text))
    else if (this.#pending === undefined && this.#waiting.length === 0 && this.#options.stream.writableLength === 0)
      this.#handOver(text)
    else {
      this.#wait(text)
      if (this.#pending === undefined && !this.#isBehindOthers) this.#waitForOthers()
    }
  }

  /** Resolves when everything so far is written, or after `timeoutMs`. */
  flush(timeoutMs: number): Promise<void> {
    if (this.#pending === undefined && this.#waiting.length === 0) return Promise.resolve()
    return new Promise((resolve) => {
      const cancel = this.#options.clock.schedule(resolve, timeoutMs)
      this.#whenWritten.push(() => {
        cancel()
        resolve()
      })
    })
  }

  /** A look at what waits. */
  stats(): StdoutStats {
    return { waitingBytes: this.#waitingBytes + (this.#pending?.length ?? 0), dropped: this.#dropped }
  }

  get #name(): string {
    return this.#options.stream.fd === STDERR_FILE_DESCRIPTOR ? 'stderr' : 'stdout'
  }

  #handOver(text: string): void {
    const { stream } = this.#options
    let isWritten = false
    this.#write(text, (error) => {
      if (error) this.#tellFailed(linesIn(Buffer.from(text)), error)
      if (isWritten) return
      isWritten = true
      this.#written()
    })
    // Nothing is left in the stream: the system took it within the call.
    if (stream.writableLength === 0) {
      isWritten = true
      // It may have been the last of what waited.
      if (this.#waiting.length > 0 || this.#isWatching) this.#next()
      return
    }
    this.#pending = Buffer.from(text)
    this.#watch()
  }

  #written(): void {
    this.#pending = undefined
    this.#next()
  }

  #next(): void {
    if (this.#isEnding) return
    if (this.#waiting.length === 0) this.#unwatch()
    else if (this.#options.stream.writableLength > 0) this.#waitForOthers()
    else this.#handOver(this.#takeChunk())
  }

  #waitForOthers(): void {
    this.#isBehindOthers = true
    this.#watch()
    // The callback of an empty piece comes after what was written before it.
    this.#write('', () => {
      this.#isBehindOthers = false
      this.#next()
    })
  }

  #takeChunk(): string {
    let bytes = 0
    let count = 0
    while (count < this.#waiting.length && (count === 0 || bytes < CHUNK_BYTES)) {
      bytes += Buffer.byteLength(this.#waiting[count] ?? '')
      count += 1
    }
    this.#waitingBytes -= bytes
    return this.#waiting.splice(0, count).join('')
  }

  #wait(text: string): void {
    this.#waiting.push(text)
    this.#waitingBytes += Buffer.byteLength(text)
    if (this.#waitingBytes > this.#maxWaitingBytes) this.#dropOldest()
  }

  #dropOldest(): void {
    const target = this.#maxWaitingBytes * (1 - ROOM_AFTER_OVERFLOW)
    let count = 0
    while (this.#waitingBytes > target && count < this.#waiting.length) {
      this.#waitingBytes -= Buffer.byteLength(this.#waiting[count] ?? '')
      count += 1
    }
    this.#waiting.splice(0, count)
    this.#dropped += count
    this.#options.report.seldom({
      level: 'error',
      code: 'MON_CONSOLE_LOST',
      message: `The reader of ${this.#name} takes nothing; ${counted(this.#dropped, 'line')} ${this.#dropped === 1 ? 'was' : 'were'} given up so far.`,
      details: { dropped: this.#dropped },
    })
  }

  /** The process ends: what neither the stream nor this has written is written before it returns. */
  #writeRest(): void {
    this.#isEnding = true
    const rest = [this.#unwritten(), Buffer.from(this.#waiting.join(''))]
    this.#pending = undefined
    this.#waiting = []
    this.#waitingBytes = 0
    const bytes = Buffer.concat(rest)
    if (bytes.length === 0) return
    const written = this.#writeNow(bytes)
    if (written < bytes.length) this.#tellLeft(linesIn(bytes.subarray(written)))
  }

  /** The system may have taken the beginning of a piece of ours, or of one of others, which ends in the middle of a line then. */
  #unwritten(): Buffer {
    const left = this.#options.stream._handle?.writeQueueSize
    const piece = this.#pending
    if (piece === undefined) return Buffer.from(this.#waiting.length > 0 && left !== undefined && left > 0 ? '\n' : '')
    return left === undefined ? piece : piece.subarray(Math.max(0, piece.length - left))
  }

  #writeNow(bytes: Buffer): number {
    const { write = writeNow, stream } = this.#options
    return write(stream.fd, bytes)
  }

  /** What the stream could not write: the reader is gone, or the disk is full. */
  #tellFailed(lines: number, error: Error): void {
    this.#dropped += lines
    this.#options.report.seldom({
      // As in `node app.js | head`, where whoever reads has read enough.
      level: isGone(error) ? 'info' : 'error',
      code: 'MON_CONSOLE_LOST',
      subject: 'write',
      message: `Writing to ${this.#name} fails; ${counted(this.#dropped, 'line')} ${this.#dropped === 1 ? 'was' : 'were'} given up so far.`,
      error,
      details: { dropped: this.#dropped },
    })
  }

  #tellLeft(lines: number): void {
    this.#dropped += lines
    this.#options.report({
      level: 'error',
      code: 'MON_CONSOLE_LOST',
      subject: 'end',
      message: `The reader of ${this.#name} took nothing while the process ended; ${counted(lines, 'line')} ${lines === 1 ? 'was' : 'were'} given up.`,
      details: { dropped: this.#dropped },
    })
  }

  #watch(): void {
    if (this.#isWatching || !this.#exitHooks) return
    this.#isWatching = true
    processLifecycle().add(this.#participant)
  }

  #unwatch(): void {
    for (const resolve of this.#whenWritten.splice(0)) resolve()
    if (!this.#isWatching) return
    this.#isWatching = false
    processLifecycle().remove(this.#participant)
  }
}

/** The reader has closed his end. */
function isGone(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'EPIPE'
}

function linesIn(bytes: Buffer): number {
  return bytes.toString('latin1').split('\n').length - 1
}

/** One for each stream: several loggers of a process share its stdout, and what its reader has not taken. */
const writers = new WeakMap<object, StdoutWriter>()

/** The writer of a stream, made by the first logger that asks for it. */
export function stdoutWriter(options: StdoutWriterOptions): StdoutWriter {
  const writer = writers.get(options.stream) ?? new StdoutWriter(options)
  writers.set(options.stream, writer)
  if (options.exitHooks) writer.useExitHooks()
  return writer
}
