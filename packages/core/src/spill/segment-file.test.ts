import { existsSync, mkdirSync, promises, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { temporaryDirectory } from '../../../../scripts/testing/spill-directory.mjs'
import { createManualClock } from '../testing/index.js'
import { SegmentFile } from './segment-file.js'
import { entryBytes } from './segment-format.js'

function createFile({ path = join(temporaryDirectory(), 'a'), size = 0 } = {}) {
  const clock = createManualClock()
  const errors: unknown[] = []
  const usage = { bytes: 0, unwritten: 0 }
  let prepare = (): Promise<void> => Promise.resolve()
  const file = new SegmentFile({
    path,
    size,
    usage,
    clock,
    prepare: () => prepare(),
    onError: (error) => errors.push(error),
  })
  return {
    file,
    path,
    clock,
    errors,
    usage,
    content: () => textsIn(readFileSync(path, 'utf8')),
    onPrepare(callback: () => Promise<void>) {
      prepare = callback
    },
  }
}

/** The texts of the entries, joined. */
function textsIn(content: string): string {
  return content
    .split('\n')
    .map((entry) => entry.slice(9))
    .join('')
}

type Handle = Awaited<ReturnType<typeof promises.open>>

/** Changes the handle of every file that is opened from now on. */
function onOpen(change: (handle: Handle) => Partial<Handle>): void {
  const open = promises.open.bind(promises)
  vi.spyOn(promises, 'open').mockImplementation(async (...args) => {
    const handle = await open(...args)
    return Object.assign(handle, change(handle))
  })
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a segment file', () => {
  it('writes in order, goes on after being idle, and is its owner’s alone', async () => {
    const { file, content, path, usage } = createFile()
    const bytes = entryBytes('a')
    for (const text of ['a', 'b', 'c']) file.append(text)
    expect(usage).toEqual({ bytes: 3 * bytes, unwritten: 3 * bytes })

    expect(await file.written()).toBe(true)
    file.append('d')
    expect(await file.written()).toBe(true)

    expect(content()).toBe('abcd')
    expect(file).toMatchObject({ bytes: 4 * bytes, pendingBytes: 0 })
    expect(usage).toEqual({ bytes: statSync(path).size, unwritten: 0 })
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('goes on at the end of a file that is there', async () => {
    const path = join(temporaryDirectory(), 'a')
    writeFileSync(path, '01234567 abc\n')
    const { file, content, usage } = createFile({ path, size: 13 })

    file.append('d')
    await file.written()

    expect(content()).toBe('abcd')
    expect(usage.bytes).toBe(13 + entryBytes('d'))
  })

  it.each([0, 1, 2, 3, 4, 5])('has everything once when it is finished %i turns into a write', async (turns) => {
    const { file, content } = createFile()
    file.append('first ')
    for (let each = 0; each < turns; each++) await turn()
    file.append('second')

    file.finish()
    expect(content()).toBe('first second')

    await file.written()
    file.append('late')
    await turn()
    expect(content()).toBe('first second')
  })

  it('holds what a failing disk did not take, and tries again a second later', async () => {
    const directory = temporaryDirectory()
    const path = join(directory, 'missing', 'a')
    const { file, errors, clock, content, onPrepare } = createFile({ path })
    file.append('kept')

    expect(await file.written()).toBe(false)
    expect(textsIn(String(await file.read()))).toBe('kept')
    expect(errors).toHaveLength(1)
    file.append(' too')
    await turn()
    expect(errors).toHaveLength(1)

    const { mkdir } = await import('node:fs/promises')
    onPrepare(async () => void (await mkdir(join(directory, 'missing'), { recursive: true })))
    await clock.advance(1_000)
    expect(await file.written()).toBe(true)
    expect(content()).toBe('kept too')
  })

  it.runIf(existsSync('/dev/full'))('says what it could not write when the disk is full', async () => {
    const { file, errors } = createFile({ path: '/dev/full' })
    file.append('kept')
    expect(await file.written()).toBe(false)
    expect(errors).toMatchObject([{ code: 'ENOSPC' }])

    expect(() => file.finish()).toThrow(/ENOSPC/)
    expect(textsIn(file.abandon().toString())).toBe('kept')
  })

  it('goes on where a write ended that took only a part', async () => {
    const { file, content, usage } = createFile()
    onOpen((handle) => {
      const write = handle.write.bind(handle) as (...values: unknown[]) => Promise<{ bytesWritten: number }>
      const writePart = (bytes: Buffer, start: number, length: number, position: number): Promise<unknown> =>
        write(bytes, start, Math.min(length, 7), position)
      return { write: writePart } as Partial<Handle>
    })
    file.append('first ')
    file.append('second')
    expect(await file.written()).toBe(true)

    expect(content()).toBe('first second')
    expect(usage.unwritten).toBe(0)
  })

  it('writes what comes while it closes after a write, and leaves nothing open', async () => {
    const { file, content } = createFile()
    let open = 0
    onOpen((handle) => {
      open += 1
      const close = handle.close.bind(handle)
      return {
        async close() {
          if (content() === 'first ') file.append('second')
          await close()
          open -= 1
        },
      }
    })
    file.append('first ')

    expect(await file.written()).toBe(true)
    expect(content()).toBe('first second')
    expect(open).toBe(0)
  })

  it('gives back all that was being written when it is abandoned meanwhile, and takes no more room', async () => {
    const { file, usage, onPrepare } = createFile()
    onPrepare(async () => file.append('second'))
    let unwritten = ''
    onOpen((handle) => {
      const write = handle.write.bind(handle) as (...values: unknown[]) => Promise<unknown>
      const abandonAfter = async (...values: unknown[]): Promise<unknown> => {
        const result = await write(...values)
        unwritten = textsIn(file.abandon().toString())
        return result
      }
      return { write: abandonAfter } as Partial<Handle>
    })
    file.append('first ')
    await file.written()

    expect(unwritten).toBe('first second')
    expect(usage).toEqual({ bytes: 0, unwritten: 0 })
    file.abandon()
    expect(usage).toEqual({ bytes: 0, unwritten: 0 })
  })

  it('is not made to be finished when there is nothing to write, and takes nothing afterwards', () => {
    const { file, path, usage } = createFile()
    file.finish()
    file.append('late')

    expect(existsSync(path)).toBe(false)
    expect(usage).toEqual({ bytes: 0, unwritten: 0 })
  })

  it('that cannot be read is an error, and not one that is gone', async () => {
    const { file, path } = createFile()
    expect(await file.read()).toEqual(Buffer.alloc(0))
    file.append('kept')
    await file.written()
    rmSync(path)
    expect(await file.read()).toEqual(Buffer.alloc(0))
    mkdirSync(path)

    await expect(file.read()).rejects.toMatchObject({ code: 'EISDIR' })
  })

  it('tells when it cannot be deleted, unless it is gone', async () => {
    const [gone, stuck] = [createFile(), createFile()]
    mkdirSync(stuck.path)
    for (const { file } of [gone, stuck]) await file.remove()

    expect(gone.errors).toEqual([])
    expect(stuck.errors).toHaveLength(1)
    expect(() => gone.file.removeNow()).not.toThrow()
  })

  it('is deleted whether it was being written or not, and leaves nothing', async () => {
    for (const turns of [0, 1, 2, 3, 4]) {
      const { file, path, usage } = createFile()
      file.append('gone')
      for (let each = 0; each < turns; each++) await turn()
      await file.remove()
      expect(existsSync(path)).toBe(false)
      expect(usage).toEqual({ bytes: 0, unwritten: 0 })
    }
  })

  it('stops for good when it is abandoned before a write', async () => {
    const { file, path, onPrepare } = createFile()
    let unwritten = ''
    onPrepare(async () => {
      unwritten = textsIn(file.abandon().toString())
    })
    file.append('mine')
    await file.written()

    expect(unwritten).toBe('mine')
    expect(existsSync(path)).toBe(false)
  })
})
