import type { Diagnostic } from '@org/core'
import { createReport } from '@org/core/reporting'
import { createManualClock, type ManualClock } from '@org/core/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type StandardStream, StdoutWriter, stdoutWriter } from './stdout-writer.js'

/** A pipe that takes nothing until it is read, as `process.stdout` sees it. */
class FakePipe implements StandardStream {
  readonly fd = 99
  /** What the reader got. */
  read = ''
  isOpen = false
  /** Written by our own code at the end, beside the stream. */
  writtenNow = ''
  readonly #pieces: { text: string; callback: ((error?: Error | null) => void) | undefined }[] = []
  #takenOfFirst = 0

  get writableLength(): number {
    return this.#pieces.reduce((sum, { text }) => sum + text.length, 0)
  }

  get _handle(): { readonly writeQueueSize: number } {
    return { writeQueueSize: Math.max(0, (this.#pieces[0]?.text.length ?? 0) - this.#takenOfFirst) }
  }

  write(text: string, callback?: (error?: Error | null) => void): boolean {
    if (this.isOpen && this.#pieces.length === 0) {
      const { failure } = this
      if (failure === undefined) this.read += text
      queueMicrotask(() => callback?.(failure))
      return true
    }
    this.#pieces.push({ text, callback })
    return false
  }

  once(): void {}

  /** The reader takes the next piece. */
  takePiece(): void {
    const piece = this.#pieces.shift()
    this.read += piece?.text.slice(this.#takenOfFirst) ?? ''
    this.#takenOfFirst = 0
    piece?.callback?.()
  }

  /** The reader takes so much of the next piece. */
  takePart(length: number): void {
    this.read += this.#pieces[0]?.text.slice(0, length) ?? ''
    this.#takenOfFirst = length
  }

  /** The next piece, or whatever comes while it is open, cannot be written. */
  failure: Error | undefined

  failPiece(error: Error): void {
    this.#pieces.shift()?.callback?.(error)
  }

  takeAll(): void {
    this.isOpen = true
    while (this.#pieces.length > 0) this.takePiece()
  }
}

interface Harness {
  readonly pipe: FakePipe
  readonly writer: StdoutWriter
  readonly clock: ManualClock
  readonly diagnostics: Diagnostic[]
  write(...texts: readonly string[]): void
}

/** @param takesAtEnd How much of what is written at the end the reader takes. */
function createHarness(maxWaitingBytes?: number, takesAtEnd = Number.POSITIVE_INFINITY): Harness {
  const pipe = new FakePipe()
  const clock = createManualClock()
  const diagnostics: Diagnostic[] = []
  const report = createReport({ source: 'logger', clock, onDiagnostic: (diagnostic) => diagnostics.push(diagnostic) })
  const writer = new StdoutWriter({
    stream: pipe,
    clock,
    report,
    exitHooks: true,
    maxWaitingBytes,
    write: (_descriptor, bytes) => {
      const taken = Math.min(bytes.length, takesAtEnd)
      pipe.writtenNow += Buffer.from(bytes).toString('utf8', 0, taken)
      return taken
    },
  })
  onTestFinished(() => pipe.takeAll())
  return {
    pipe,
    writer,
    clock,
    diagnostics,
    write: (...texts) => {
      for (const text of texts) writer.write(text)
    },
  }
}

const isWatched = (): boolean => process.listenerCount('exit') > 0

/** The process ends, for all that watch it. */
function endProcess(): void {
  process.emit('exit', 0)
}

describe('lines for stdout', () => {
  it('go out within the call while the reader takes them, and nothing is watched', () => {
    const { pipe, write, writer } = createHarness()
    pipe.isOpen = true

    write('a\n', 'b\n')

    expect(pipe.read).toBe('a\nb\n')
    expect(writer.stats()).toEqual({ waitingBytes: 0, dropped: 0 })
    expect(isWatched()).toBe(false)
  })

  it('wait in order while the reader takes none, and the end of the process is watched until he has all', async () => {
    const { pipe, write, writer, clock } = createHarness()

    write('a\n', 'b\n', 'ü\n')
    expect(writer.stats()).toEqual({ waitingBytes: 7, dropped: 0 })
    expect(isWatched()).toBe(true)
    pipe.takeAll()
    await clock.settle()

    expect(pipe.read).toBe('a\nb\nü\n')
    expect(writer.stats()).toEqual({ waitingBytes: 0, dropped: 0 })
    expect(isWatched()).toBe(false)
  })

  it('follow each other although each piece is taken at another time', () => {
    const { pipe, write } = createHarness()
    const lines = Array.from({ length: 3_000 }, (_value, index) => `${index} ${'x'.repeat(100)}\n`)

    for (const [index, line] of lines.entries()) {
      write(line)
      if (index % 700 === 699) pipe.takePiece()
    }
    pipe.takeAll()

    expect(pipe.read).toBe(lines.join(''))
  })

  it('beyond the bound are given up, the oldest first, which is told once and counted', () => {
    const { pipe, write, writer, diagnostics } = createHarness(100)
    const lines = Array.from({ length: 50 }, (_value, index) => `${String(index).padStart(9, '0')}\n`)

    write(...lines)
    expect(writer.stats().waitingBytes).toBeLessThanOrEqual(110)
    const { dropped } = writer.stats()
    pipe.takeAll()

    expect(pipe.read).toBe([lines[0], ...lines.slice(1 + dropped)].join(''))
    expect(dropped).toBeGreaterThan(30)
    expect(diagnostics).toMatchObject([{ level: 'error', code: 'MON_CONSOLE_LOST', details: { dropped: 2 } }])
  })

  it.each([
    ['ENOSPC', 'error'],
    ['EPIPE', 'info'],
  ])(
    'that cannot be written are counted and told, at most once a minute, and those that follow are tried: %s',
    async (code, level) => {
      const { pipe, writer, clock, diagnostics, write } = createHarness()
      pipe.isOpen = true
      pipe.failure = Object.assign(new Error(`write ${code}`), { code })
      write('1\n', '2\n3\n')
      await clock.settle()
      expect(writer.stats()).toEqual({ waitingBytes: 0, dropped: 3 })
      expect(diagnostics).toMatchObject([
        {
          level,
          code: 'MON_CONSOLE_LOST',
          message: expect.stringMatching(/^Writing to stdout fails; 1 line was given up so far\./) as string,
          error: { code },
        },
      ])

      pipe.failure = undefined
      write('4\n')
      pipe.isOpen = false
      write('5\n', '6\n')
      pipe.failPiece(new Error('write ENOSPC'))
      pipe.takeAll()

      expect(pipe.read).toBe('4\n6\n')
      expect(writer.stats()).toEqual({ waitingBytes: 0, dropped: 4 })
    },
  )

  it('come after what others have written, and never beside it in the stream', () => {
    const { pipe, write } = createHarness()

    pipe.write('other 1\n')
    write('ours 1\n', 'ours 2\n')
    pipe.takePiece()
    pipe.write('other 2\n')
    pipe.takeAll()

    expect(pipe.read.split('\n').filter((line) => line.startsWith('ours'))).toEqual(['ours 1', 'ours 2'])
    expect(pipe.read.split('\n').filter((line) => line.startsWith('other'))).toEqual(['other 1', 'other 2'])
  })
})

describe('a flush of stdout', () => {
  it('is over when the reader has everything, and at once when there is nothing', async () => {
    const { pipe, write, writer, clock } = createHarness()
    let isOver = false
    await writer.flush(1_000)
    write('a\n', 'b\n')
    void writer.flush(1_000).then(() => {
      isOver = true
    })
    await clock.settle()
    expect(isOver).toBe(false)

    pipe.takeAll()
    await clock.settle()
    expect(isOver).toBe(true)
  })

  it('is over when the time is up', async () => {
    const { write, writer, clock } = createHarness()
    write('a\n')
    const flushed = writer.flush(1_000)
    await clock.advance(1_000)

    await flushed
  })
})

describe('several loggers of a process', () => {
  it('share the writer of a stream, whose end is watched if one of them wants it', () => {
    const pipe = new FakePipe()
    const clock = createManualClock()
    const report = createReport({ source: 'logger', clock, onDiagnostic: () => {} })
    const first = stdoutWriter({ stream: pipe, clock, report, exitHooks: false })
    first.write('a\n')
    first.write('b\n')
    expect(isWatched()).toBe(false)

    const second = stdoutWriter({ stream: pipe, clock, report, exitHooks: true })
    expect(second).toBe(first)
    pipe.takePiece()
    expect(isWatched()).toBe(true)
    pipe.takeAll()
    expect(isWatched()).toBe(false)
    expect(pipe.read).toBe('a\nb\n')
  })
})

describe('the end of the process', () => {
  it('writes what waits, and the rest of a piece of which the reader had a part', () => {
    const { pipe, write } = createHarness()

    write('first line\n', 'second line\n')
    pipe.takePart(4)
    endProcess()

    expect(pipe.read + pipe.writtenNow).toBe('first line\nsecond line\n')
  })

  it('begins a new line after a piece of others that may have been cut', () => {
    const { pipe, write } = createHarness()

    pipe.write('a line of others\n')
    write('ours\n')
    pipe.takePart(6)
    endProcess()

    expect(pipe.read + pipe.writtenNow).toBe('a line\nours\n')
  })

  it('writes what is logged after it at once', () => {
    const { pipe, write } = createHarness()

    write('a\n')
    endProcess()
    write('b\n')

    expect(pipe.writtenNow).toBe('a\nb\n')
  })

  it('counts and tells the lines that even then nobody took', () => {
    const { write, writer, diagnostics } = createHarness(undefined, 5)

    write('one\n', 'two\n', 'three\n')
    endProcess()

    expect(writer.stats().dropped).toBe(2)
    expect(diagnostics).toMatchObject([{ code: 'MON_CONSOLE_LOST', subject: 'end', details: { dropped: 2 } }])
  })
})
