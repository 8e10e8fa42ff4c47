import { randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  promises,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { temporaryDirectory } from '../../../../scripts/testing/spill-directory.mjs'
import { createManualClock } from '../testing/index.js'
import { DirectoryLease } from './directory-lease.js'
import { ownMark } from './process-mark.js'

/** Leases that say nothing of a process. */
const SILENT = ['{}', 'null', '[]', '{"pid":"7"}', 'not JSON', '']

const RENEWAL_MS = 15_000

function createLease(directory = temporaryDirectory()) {
  const clock = createManualClock()
  return { directory, clock, lease: new DirectoryLease(directory, clock), files: () => readdirSync(directory).sort() }
}

/** Leaves in a directory what another process had: segments, each with its number as content, and a lease if it is given. */
function leave(directory: string, segments: readonly number[], lease?: string) {
  const owner = randomUUID()
  const path = join(directory, `${owner}.lease`)
  if (lease !== undefined) writeFileSync(path, lease)
  for (const number of segments) writeFileSync(join(directory, `${owner}-${number}.segment`), `${number}`)
  return { path, names: segments.map((number) => `${owner}-${number}.segment`) }
}

const contentOf = (path: string | undefined): string | undefined => path && readFileSync(path, 'utf8')
const makeOld = (path: string): void => utimesSync(path, 0, 0)
const failWith = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }))

describe('a lease', () => {
  it('is made once, for its owner alone, and names the process', async () => {
    const { directory, lease, files, clock } = createLease()
    expect(await lease.hold()).toBe(true)
    lease.holdNow()
    expect(await lease.hold()).toBe(true)

    const [name = '', ...others] = files()
    expect(others).toEqual([])
    expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600)
    expect(JSON.parse(readFileSync(join(directory, name), 'utf8'))).toEqual(ownMark() ?? {})
    expect(clock.pendingTimers).toBe(1)
  })

  it('goes with its release, is not renewed any more, and does not come back', async () => {
    const { lease, files, clock } = createLease()
    lease.holdNow()
    lease.release()
    lease.holdNow()
    await clock.advance(RENEWAL_MS)

    expect(files()).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })

  it('is not made after a release', () => {
    const { lease, files } = createLease()
    lease.release()
    lease.holdNow()

    expect(files()).toEqual([])
  })

  it('that was taken away is missed, and its renewal does not bring it back', async () => {
    const { directory, lease, files, clock } = createLease()
    lease.holdNow()
    rmSync(join(directory, files()[0] ?? ''))
    const writes = vi.spyOn(promises, 'writeFile')
    await clock.advance(RENEWAL_MS)
    const results = await Promise.allSettled(writes.mock.results.map(({ value }) => value as Promise<void>))

    expect(results).toMatchObject([{ status: 'rejected' }])
    expect(files()).toEqual([])
    expect(await lease.hold()).toBe(false)
  })

  it('that cannot be looked at is not taken for one that was taken away', async () => {
    const { directory, lease } = createLease(join(temporaryDirectory(), 'directory'))
    lease.holdNow()
    renameSync(directory, `${directory}-moved`)
    writeFileSync(directory, 'in the way')

    await expect(lease.hold()).rejects.toMatchObject({ code: 'ENOTDIR' })
  })
})

describe('a claim', () => {
  it('finds nothing where there is no directory, and makes none', async () => {
    const { directory, lease } = createLease(join(temporaryDirectory(), 'directory'))

    expect(await lease.claim()).toBeUndefined()
    expect(existsSync(directory)).toBe(false)
  })

  it('fails where the directory cannot be read', async () => {
    const directory = join(temporaryDirectory(), 'directory')
    writeFileSync(directory, 'in the way')

    await expect(createLease(directory).lease.claim()).rejects.toMatchObject({ code: 'ENOTDIR' })
  })

  it('takes the segments of an owner who is gone, oldest first', async () => {
    const { directory, lease } = createLease()
    leave(directory, [10, 9, 2])

    const contents: (string | undefined)[] = []
    for (let time = 0; time < 4; time++) contents.push(contentOf(await lease.claim()))
    expect(contents).toEqual(['2', '9', '10', undefined])
  })

  it('leaves copies of segments and leases alone, under whatever name, and makes nothing for them', async () => {
    const { directory, lease, files } = createLease()
    const owner = randomUUID()
    const copies = [`${owner}-0.segment.bak`, `${owner}.lease~`, `copy-${owner}-0.segment`, `copy-${owner}.lease`]
    for (const name of copies) writeFileSync(join(directory, name), '')

    expect(await lease.claim()).toBeUndefined()
    expect(files()).toEqual(copies.sort())
  })

  it('takes nothing after a release', async () => {
    const { directory, lease, files } = createLease()
    const { names } = leave(directory, [0])
    lease.release()

    expect(await lease.claim()).toBeUndefined()
    expect(files()).toEqual(names)
  })

  describe.runIf(ownMark() !== undefined)('where processes can be seen', () => {
    const mark = ownMark()

    it('takes at once from a process that ended, however fresh its lease is', async () => {
      const { directory, lease, files } = createLease()
      const left = leave(directory, [0], JSON.stringify({ ...mark, start: 'earlier' }))

      expect(contentOf(await lease.claim())).toBe('0')
      expect(existsSync(left.path)).toBe(false)
      expect(files()).toHaveLength(2)
    })

    it('takes nothing from a process that lives, however old its lease is', async () => {
      const { directory, lease } = createLease()
      const left = leave(directory, [0], JSON.stringify(mark))
      makeOld(left.path)

      expect(await lease.claim()).toBeUndefined()
      expect(existsSync(left.path)).toBe(true)
    })

    it('clears the lease of a process that left nothing else, and makes none for that', async () => {
      const { directory, lease, files } = createLease()
      leave(directory, [], JSON.stringify({ ...mark, start: 'earlier' }))

      expect(await lease.claim()).toBeUndefined()
      expect(files()).toEqual([])
    })
  })

  it.each(SILENT)('waits until a lease is stale that says nothing of a process: %j', async (text) => {
    const { directory, lease } = createLease()
    const { path } = leave(directory, [0], text)
    expect(await lease.claim()).toBeUndefined()

    makeOld(path)
    expect(contentOf(await lease.claim())).toBe('0')
  })

  it('takes nothing where a lease cannot be read: its owner may live', async () => {
    const { directory, lease, files } = createLease()
    const { path, names } = leave(directory, [0])
    mkdirSync(path)
    makeOld(path)

    await expect(lease.claim()).rejects.toMatchObject({ code: 'EISDIR' })
    expect(files()).toContain(names[0])
  })

  it('goes on with the next segment where another process was faster', async () => {
    const { directory, lease } = createLease()
    leave(directory, [0, 1])
    vi.spyOn(promises, 'rename').mockImplementationOnce(failWith('ENOENT'))

    expect(contentOf(await lease.claim())).toBe('1')
  })

  it('fails where a segment cannot be moved, and leaves it', async () => {
    const { directory, lease, files } = createLease()
    const { names } = leave(directory, [0])
    vi.spyOn(promises, 'rename').mockImplementationOnce(failWith('EACCES'))

    await expect(lease.claim()).rejects.toMatchObject({ code: 'EACCES' })
    expect(files()).toContain(names[0])
  })
})
