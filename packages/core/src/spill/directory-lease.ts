import { mkdirSync, promises, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Clock } from '../clock.js'
import { lazyNode } from '../lazy-node.js'
import { isGone, ownMark, type ProcessMark } from './process-mark.js'
import { isMissing } from './segment-file.js'

/** A lease is renewed this often, in ms, and counts as abandoned when it has not been for much longer. */
const RENEWAL_MS = 15_000
const STALE_MS = 60_000

const DIRECTORY_MODE = 0o700
const FILE_MODE = 0o600

/** `<owner>-<number>.segment` and `<owner>.lease`. */
const FILE_NAME = /^([0-9a-f-]{36})(?:-(\d+)\.segment|\.lease)$/

/**
 * Says to other processes which segments in a directory have somebody who sends them. A segment whose
 * owner is gone goes to whoever renames it first.
 *
 * On Linux a process that ended is recognised at once. Where it cannot be seen (another container,
 * another host, another system) its lease must be stale; ages are taken from the directory's own
 * clock, so that the clocks of several hosts may differ.
 */
export class DirectoryLease {
  readonly #directory: string
  readonly #clock: Clock
  readonly #owner = lazyNode.crypto.randomUUID()
  readonly #path: string
  #segments = 0
  #isHeld = false
  #isReleased = false

  constructor(directory: string, clock: Clock) {
    this.#directory = directory
    this.#clock = clock
    this.#path = join(directory, `${this.#owner}.lease`)
  }

  /** The path of a new segment of this owner. */
  nextPath(): string {
    return join(this.#directory, `${this.#owner}-${this.#segments++}.segment`)
  }

  /**
   * Makes the lease, or sees that it is still there. It is made before this returns, as it must not
   * appear after a `release`. @returns false when another process has taken over
   */
  async hold(): Promise<boolean> {
    if (this.#isHeld) return this.#exists()
    this.holdNow()
    return true
  }

  /** Makes the lease if there is none, before it returns. @throws what the file system throws */
  holdNow(): void {
    if (this.#isHeld || this.#isReleased) return
    makeDirectory(this.#directory)
    writeFileSync(this.#path, leaseText(), { mode: FILE_MODE })
    this.#isHeld = true
    this.#renewLater()
  }

  /** Leaves all segments to the next process. */
  release(): void {
    this.#isReleased = true
    if (!this.#isHeld) return
    try {
      unlinkSync(this.#path)
    } catch {
      // It is gone, or will be stale.
    }
  }

  /** Moves the oldest segment of an owner who is gone to this one. @returns its path, or undefined when there is none */
  async claim(): Promise<string | undefined> {
    for (const [owner, segments] of await this.#owners()) {
      if (owner === this.#owner || !(await this.#isAbandoned(owner))) continue
      // First of all, so that an owner who was only asleep learns of it before it writes again.
      await promises.unlink(this.#leaseOf(owner)).catch(() => {})
      for (const number of segments) {
        const path = this.nextPath()
        if (this.#isReleased || !(await this.hold())) return undefined
        if (await isMoved(join(this.#directory, `${owner}-${number}.segment`), path)) return path
      }
    }
    return undefined
  }

  /** The numbers of every owner's segments, oldest first. */
  async #owners(): Promise<ReadonlyMap<string, readonly number[]>> {
    const owners = new Map<string, number[]>()
    for (const name of await namesIn(this.#directory)) {
      const [, owner, number] = FILE_NAME.exec(name) ?? []
      if (owner === undefined) continue
      const segments = owners.get(owner) ?? []
      owners.set(owner, segments)
      if (number !== undefined) segments.push(Number(number))
    }
    for (const segments of owners.values()) segments.sort((a, b) => a - b)
    return owners
  }

  async #isAbandoned(owner: string): Promise<boolean> {
    const path = this.#leaseOf(owner)
    try {
      const mark = markIn(await promises.readFile(path, 'utf8'))
      const isOver = mark === undefined ? undefined : isGone(mark)
      if (isOver !== undefined) return isOver
      const { mtimeMs } = await promises.stat(path)
      return (await this.#directoryTime()) - mtimeMs > STALE_MS
    } catch (error) {
      if (isMissing(error)) return true
      throw error
    }
  }

  async #directoryTime(): Promise<number> {
    await this.hold()
    await this.#touch()
    return (await promises.stat(this.#path)).mtimeMs
  }

  #renewLater(): void {
    this.#clock.schedule(() => {
      if (this.#isReleased) return
      // A failure shows in the next `hold`.
      void this.#touch().catch(() => {})
      this.#renewLater()
    }, RENEWAL_MS)
  }

  /** Writes the lease again, but does not bring back one that was taken away. */
  async #touch(): Promise<void> {
    await promises.writeFile(this.#path, leaseText(), { flag: 'r+' })
  }

  async #exists(): Promise<boolean> {
    try {
      await promises.stat(this.#path)
      return true
    } catch (error) {
      if (isMissing(error)) return false
      throw error
    }
  }

  #leaseOf(owner: string): string {
    return join(this.#directory, `${owner}.lease`)
  }
}

/** Makes a directory and those above it. With `recursive`, Node never returns where one cannot be made, as in /proc. */
function makeDirectory(path: string, mayClimb = true): void {
  try {
    mkdirSync(path, { mode: DIRECTORY_MODE })
  } catch (error) {
    if (isThere(error)) return
    const parent = dirname(path)
    if (!mayClimb || !isMissing(error) || parent === path) throw error
    makeDirectory(parent)
    makeDirectory(path, false)
  }
}

function isThere(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'EEXIST'
}

function leaseText(): string {
  return JSON.stringify(ownMark() ?? {})
}

function markIn(text: string): ProcessMark | undefined {
  try {
    const mark = JSON.parse(text) as Partial<ProcessMark>
    return typeof mark.pid === 'number' ? (mark as ProcessMark) : undefined
  } catch {
    return undefined
  }
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await promises.readdir(directory)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

async function isMoved(from: string, to: string): Promise<boolean> {
  try {
    await promises.rename(from, to)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
