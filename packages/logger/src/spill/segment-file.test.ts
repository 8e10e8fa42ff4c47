import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { temporaryDirectory } from '../../test/spill-directory.js'
import { SegmentFile } from './segment-file.js'

function createFile({ path = join(temporaryDirectory(), 'a'), size = 0 } = {}) {
  const clock = createManualClock()
  const errors: unknown[] = []
  let prepare = (): Promise<void> => Promise.resolve()
  const file = new SegmentFile({ path, size, clock, prepare: () => prepare(), onError: (error) => errors.push(error) })
  return {
    file,
    path,
    clock,
    errors,
    content: () => readFileSync(path, 'utf8'),
    onPrepare(callback: () => Promise<void>) {
      prepare = callback
    },
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a segment file', () => {
  it('writes in order, goes on after being idle, and is its owner’s alone', async () => {
    const { file, content, path } = createFile()
    for (const text of ['a', 'b', 'c']) file.append(Buffer.from(text))
    expect(file).toMatchObject({ bytes: 3, pendingBytes: 3 })

    expect(await file.written()).toBe(true)
    file.append(Buffer.from('d'))
    expect(await file.written()).toBe(true)

    expect(content()).toBe('abcd')
    expect(file).toMatchObject({ bytes: 4, pendingBytes: 0 })
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('goes on at the end of a file that is there', async () => {
    const path = join(temporaryDirectory(), 'a')
    writeFileSync(path, 'abc')
    const { file, content } = createFile({ path, size: 3 })

    file.append(Buffer.from('d'))
    await file.written()

    expect(content()).toBe('abcd')
  })

  it.each([0, 1, 2, 3, 4, 5])('has everything once when it is finished %i turns into a write', async (turns) => {
    const { file, content } = createFile()
    file.append(Buffer.from('first '))
    for (let each = 0; each < turns; each++) await turn()
    file.append(Buffer.from('second'))

    file.finish()
    expect(content()).toBe('first second')

    await file.written()
    file.append(Buffer.from('late'))
    await turn()
    expect(content()).toBe('first second')
  })

  it('holds what a failing disk did not take, and tries again a second later', async () => {
    const directory = temporaryDirectory()
    const path = join(directory, 'missing', 'a')
    const { file, errors, clock, content, onPrepare } = createFile({ path })
    file.append(Buffer.from('kept'))

    expect(await file.written()).toBe(false)
    expect(await file.read()).toBeUndefined()
    expect(errors).toHaveLength(1)
    file.append(Buffer.from(' too'))
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
    file.append(Buffer.from('kept'))
    expect(await file.written()).toBe(false)
    expect(errors).toMatchObject([{ code: 'ENOSPC' }])

    expect(() => file.finish()).toThrow(/ENOSPC/)
    expect(file.abandon().toString()).toBe('kept')
  })

  it('is deleted whether it was being written or not, and leaves nothing', async () => {
    for (const turns of [0, 1, 2, 3, 4]) {
      const { file, path } = createFile()
      file.append(Buffer.from('gone'))
      for (let each = 0; each < turns; each++) await turn()
      await file.remove()
      expect(existsSync(path)).toBe(false)
    }
  })

  it('stops for good when it is abandoned before a write', async () => {
    const { file, path, onPrepare } = createFile()
    let unwritten = ''
    onPrepare(async () => {
      unwritten = file.abandon().toString()
    })
    file.append(Buffer.from('mine'))
    await file.written()

    expect(unwritten).toBe('mine')
    expect(existsSync(path)).toBe(false)
  })
})
