import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { temporaryDirectory } from '../../../../scripts/testing/spill-directory.mjs'
import { writeNow } from './write-now.js'

const isPosix = process.platform !== 'win32'

/** A pipe that takes what its buffer holds, and then says that it is full. */
function createPipe(): { readonly path: string; readonly descriptor: number } {
  const path = join(temporaryDirectory(), 'pipe')
  execFileSync('mkfifo', [path])
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  onTestFinished(() => closeSync(descriptor))
  return { path, descriptor }
}

describe('writing before the process ends', () => {
  it('writes all bytes before it returns', () => {
    const path = join(temporaryDirectory(), 'file')
    const descriptor = openSync(path, 'w')

    expect(writeNow(descriptor, Buffer.from('€ one\n'))).toBe(8)
    expect(writeNow(descriptor, Buffer.alloc(0))).toBe(0)
    expect(writeNow(descriptor, Buffer.from('two\n'), 0)).toBe(4)
    closeSync(descriptor)

    expect(readFileSync(path, 'utf8')).toBe('€ one\ntwo\n')
  })

  it('gives up at once where nothing can be written, and throws nothing', () => {
    const path = join(temporaryDirectory(), 'file')
    const descriptor = openSync(path, 'w')
    closeSync(descriptor)
    const begin = performance.now()

    expect(writeNow(descriptor, Buffer.from('lost'))).toBe(0)
    expect(performance.now() - begin).toBeLessThan(900)
  })

  it.runIf(isPosix)('gives up the rest when a full pipe takes nothing for the given time', () => {
    const { descriptor } = createPipe()
    const begin = performance.now()
    const written = writeNow(descriptor, Buffer.alloc(1_000_000), 50)
    const waited = performance.now() - begin

    expect(written).toBeGreaterThan(0)
    expect(written).toBeLessThan(1_000_000)
    expect(waited).toBeGreaterThanOrEqual(50)
    expect(writeNow(descriptor, Buffer.alloc(1), 0)).toBe(0)
  })

  it.runIf(isPosix)('stops nothing for a moment where no patience is given', () => {
    const { descriptor } = createPipe()
    const wait = vi.spyOn(Atomics, 'wait')
    const written = writeNow(descriptor, Buffer.alloc(1_000_000), 0)

    expect(written).toBeGreaterThan(0)
    expect(written).toBeLessThan(1_000_000)
    expect(wait).not.toHaveBeenCalled()
  })

  it.runIf(isPosix)('waits for a reader as long as that makes progress, however much there is', async () => {
    const { path, descriptor } = createPipe()
    const reader = spawn('head', ['-c', '4000000', path], { stdio: ['ignore', 'pipe', 'inherit'] })
    let bytes = 0
    reader.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })

    // The reader's own pipe to us is full while we write, so that it gets only so far: in parts that it takes later.
    let written = 0
    while (written < 4_000_000) {
      written += writeNow(descriptor, Buffer.alloc(4_000_000 - written), 20)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await once(reader, 'close')

    expect(bytes).toBe(4_000_000)
  })
})
