import { closeSync, constants, openSync, promises, rmSync, writeSync } from 'node:fs'
import type { Clock } from '../clock.js'
import { encodeEntries, entryBytes } from './segment-format.js'

/** Readable by its owner alone: records may hold personal data. */
const MODE = 0o600
const FLAGS = constants.O_RDWR | constants.O_CREAT

/** A disk that fails is tried again after this, in ms. */
const RETRY_DELAY_MS = 1_000

const NOTHING = Buffer.alloc(0)

/** What the files of a store take together. */
export interface DiskUsage {
  /** With what is not yet written. */
  bytes: number
  unwritten: number
}

export interface SegmentFileOptions {
  readonly path: string
  /** Bytes that the file has already. */
  readonly size: number
  readonly usage: DiskUsage
  readonly clock: Clock
  /** Called before each write; it may abandon the file. */
  readonly prepare: () => Promise<void>
  readonly onError: (error: unknown) => void
}

/**
 * A file of entries that grows at its end. Writes go on in the background, in order, and each names its place: one
 * that is done again, because it failed or because the process ends meanwhile, changes nothing.
 */
export class SegmentFile {
  readonly #options: SegmentFileOptions
  /** Texts of entries, which are encoded when they are written. */
  #queue: string[] = []
  #queuedBytes = 0
  /** What is being written, or has failed to be. */
  #writing: Buffer = NOTHING
  #position: number
  #background: Promise<void> | undefined
  #isPaused = false
  #isClosed = false

  constructor(options: SegmentFileOptions) {
    this.#options = options
    this.#position = options.size
    options.usage.bytes += options.size
  }

  /** With what is not yet written. */
  get bytes(): number {
    return this.#position + this.pendingBytes
  }

  get pendingBytes(): number {
    return this.#writing.length + this.#queuedBytes
  }

  append(text: string): void {
    if (this.#isClosed) return
    const bytes = entryBytes(text)
    this.#queue.push(text)
    this.#queuedBytes += bytes
    this.#options.usage.bytes += bytes
    this.#options.usage.unwritten += bytes
    this.#start()
  }

  /** Resolves when everything appended so far is written (true), or a write has failed (false). */
  async written(): Promise<boolean> {
    while (this.#background !== undefined) await this.#background
    return this.pendingBytes === 0
  }

  /** The content, with what is not yet written; of the file nothing if it is gone. */
  async read(): Promise<Buffer> {
    const written = this.#position
    const unwritten = this.#unwritten()
    return Buffer.concat([written === 0 ? NOTHING : await this.#readFile(written), unwritten])
  }

  /** Of what is beyond `bytes` some may be there already, and all of it is in memory. */
  async #readFile(bytes: number): Promise<Buffer> {
    try {
      return (await promises.readFile(this.#options.path)).subarray(0, bytes)
    } catch (error) {
      if (isMissing(error)) return NOTHING
      throw error
    }
  }

  /** Writes what is left, before it returns. @throws what the file system throws */
  finish(): void {
    this.#isClosed = true
    const rest = this.#unwritten()
    if (rest.length > 0) this.#writeNow(rest)
  }

  /** Stops writing. @returns what is not written */
  abandon(): Buffer {
    this.#leave()
    return this.#unwritten()
  }

  /** Deletes the file, if it was ever made. */
  async remove(): Promise<void> {
    this.#leave()
    await this.#background
    await promises.unlink(this.#options.path).catch((error: unknown) => {
      if (!isMissing(error)) this.#options.onError(error)
    })
  }

  /** Deletes the file of which the removal has begun, before it returns. */
  removeNow(): void {
    rmSync(this.#options.path, { force: true })
  }

  #leave(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#options.usage.bytes -= this.bytes
    this.#options.usage.unwritten -= this.pendingBytes
  }

  #unwritten(): Buffer {
    return Buffer.concat([this.#writing, encodeEntries(this.#queue, this.#queuedBytes)])
  }

  #start(): void {
    if (this.#isPaused || this.#isClosed) return
    this.#background ??= this.#writeInBackground().finally(() => {
      this.#background = undefined
      if (this.pendingBytes > 0) this.#start()
    })
  }

  async #writeInBackground(): Promise<void> {
    // What is appended in one go is written in one go.
    await Promise.resolve()
    try {
      await this.#options.prepare()
      if (!this.#isClosed) await this.#writeQueue()
    } catch (error) {
      this.#options.onError(error)
      this.#isPaused = true
      this.#options.clock.schedule(() => {
        this.#isPaused = false
        this.#start()
      }, RETRY_DELAY_MS)
    }
  }

  async #writeQueue(): Promise<void> {
    const handle = await promises.open(this.#options.path, FLAGS, MODE)
    try {
      while (this.pendingBytes > 0 && !this.#isClosed) await this.#writeChunk(handle)
    } finally {
      await handle.close()
    }
  }

  async #writeChunk(handle: promises.FileHandle): Promise<void> {
    if (this.#writing.length === 0) {
      this.#writing = encodeEntries(this.#queue, this.#queuedBytes)
      this.#queue = []
      this.#queuedBytes = 0
    }
    const { bytesWritten } = await handle.write(this.#writing, 0, this.#writing.length, this.#position)
    if (this.#isClosed) return
    this.#position += bytesWritten
    this.#options.usage.unwritten -= bytesWritten
    // A view of nothing would keep all of it in memory.
    this.#writing = bytesWritten === this.#writing.length ? NOTHING : this.#writing.subarray(bytesWritten)
  }

  #writeNow(bytes: Buffer): void {
    const descriptor = openSync(this.#options.path, FLAGS, MODE)
    try {
      for (let done = 0; done < bytes.length; )
        done += writeSync(descriptor, bytes, done, bytes.length - done, this.#position + done)
    } finally {
      closeSync(descriptor)
    }
  }
}

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
}
