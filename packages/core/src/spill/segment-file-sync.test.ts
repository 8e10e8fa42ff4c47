import type * as fs from 'node:fs'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { temporaryDirectory } from '../../../../scripts/testing/spill-directory.mjs'
import { createManualClock } from '../testing/index.js'
import { SegmentFile } from './segment-file.js'
import { decodeSegment, lineEntry } from './segment-format.js'

/** Descriptors that are open, and how many bytes a write takes at most. */
const disk = vi.hoisted(() => ({ open: new Set<number>(), takes: Number.POSITIVE_INFINITY }))
vi.mock('node:fs', async (load) => {
  const real = await load<typeof fs>()
  return {
    ...real,
    openSync(...args: Parameters<typeof fs.openSync>) {
      const descriptor = real.openSync(...args)
      disk.open.add(descriptor)
      return descriptor
    },
    closeSync(descriptor: number) {
      disk.open.delete(descriptor)
      real.closeSync(descriptor)
    },
    writeSync(descriptor: number, bytes: Buffer, offset: number, length: number, position: number) {
      if (disk.takes === 0) throw new Error('no disk')
      if (offset + length > bytes.length) throw new RangeError('There are not so many bytes.')
      return real.writeSync(descriptor, bytes, offset, Math.min(length, disk.takes), position)
    },
  }
})
afterEach(() => {
  disk.takes = Number.POSITIVE_INFINITY
})

function createFile() {
  const path = join(temporaryDirectory(), 'a')
  const usage = { bytes: 0, unwritten: 0 }
  const clock = createManualClock()
  return { path, file: new SegmentFile({ path, size: 0, usage, clock, prepare: async () => {}, onError: () => {} }) }
}

describe('a segment file that is finished', () => {
  it('goes on where a write ended that took only a part, behind what it has', async () => {
    const { file, path } = createFile()
    file.append(lineEntry(0, { line: 'first', priority: 3 }))
    await file.written()
    file.append(lineEntry(1, { line: 'second and longer', priority: 3 }))
    disk.takes = 7
    file.finish()

    const { lines, damaged } = decodeSegment(readFileSync(path))
    expect([...lines.values()].map((each) => each.line)).toEqual(['first', 'second and longer'])
    expect(damaged).toBe(0)
  })

  it.each([
    ['done', Number.POSITIVE_INFINITY],
    ['not done', 0],
  ])('leaves no descriptor open when the write is %s', (_how, takes) => {
    const { file } = createFile()
    file.append('a')
    disk.takes = takes
    if (takes === 0) expect(() => file.finish()).toThrow('no disk')
    else file.finish()

    expect(disk.open.size).toBe(0)
  })
})
