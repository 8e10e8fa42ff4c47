import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesIn } from '../../../../scripts/testing/files-in.mjs'
import { temporaryDirectory } from '../../../../scripts/testing/spill-directory.mjs'
import { programOf, type Running, unsentIn } from './start-program.js'

/** Real processes that end in every way there is while Firehose is down, and the processes after them. */

interface Place {
  readonly directory: string
  readonly deliveredFile: string
}

const start = programOf('spilling-program')

function createPlace(): Place {
  const directory = temporaryDirectory()
  return { directory: join(directory, 'spill'), deliveredFile: join(directory, 'delivered') }
}

/** By default it logs more than its buffer takes. */
function run(ending: string, name: string, { directory, deliveredFile }: Place, count = 800): Running {
  return start([ending, name, directory, deliveredFile, String(count)])
}

function deliveredIn({ deliveredFile }: Place): string[] {
  if (!existsSync(deliveredFile)) return []
  const lines = readFileSync(deliveredFile, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => (JSON.parse(line) as { message: string }).message)
}

const setDown = ({ deliveredFile }: Place): void => writeFileSync(`${deliveredFile}.down`, '')
const setUp = ({ deliveredFile }: Place): void => rmSync(`${deliveredFile}.down`)
const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_value, number) => `${name}-${number}`)

/** Kills a process once it has recorded so much. Returns how much it recorded. */
async function killAfter(running: Running, records: number): Promise<number> {
  await running.said(`\n${records}\n`)
  running.kill('SIGKILL')
  const { signal, stdout } = await running.ended
  expect(signal).toBe('SIGKILL')
  return Number(stdout.trimEnd().split('\n').at(-1))
}

describe('processes that end while Firehose is down', () => {
  const ENDINGS: readonly (readonly [string, number | NodeJS.Signals])[] = [
    ['shutdown', 0],
    ['event loop empty', 0],
    ['process.exit', 7],
    ['uncaught exception', 1],
    ['signal', 'SIGTERM'],
  ]

  it('by themselves, by a signal or by an error leave their records to the next ones, which send each once', async () => {
    const place = createPlace()
    setDown(place)
    await Promise.all(
      ENDINGS.map(async ([ending, by]) => {
        const running = run(ending, ending, place)
        if (ending === 'signal') {
          await running.said('ready')
          running.kill('SIGTERM')
        }
        const { code, signal, stderr } = await running.ended
        expect(signal ?? code, ending).toBe(by)
        expect(unsentIn(stderr), ending).toEqual([])
      }),
    )
    expect(deliveredIn(place)).toEqual([])

    setUp(place)
    const next = await Promise.all(['next', 'other'].map((name) => run('sends the rest', name, place).ended))
    expect(next.map(({ code }) => code)).toEqual([0, 0])
    expect(deliveredIn(place).sort()).toEqual(ENDINGS.flatMap(([ending]) => numbered(ending, 800)).sort())
    expect(filesIn(place.directory)).toEqual([])
  })
})

describe('a process whose Firehose comes back', () => {
  it('sends its backlog on disk by itself, although nobody logs any more', async () => {
    const place = createPlace()
    setDown(place)
    const running = run('is quiet', 'quiet', place)
    await running.said('on disk')
    setUp(place)
    const { code } = await running.ended

    expect(code).toBe(0)
    expect(deliveredIn(place).sort()).toEqual(numbered('quiet', 800).sort())
    expect(filesIn(place.directory)).toEqual([])
  })
})

describe('a process that is killed', () => {
  it('loses at most the last records, which were not yet written, and nothing that was delivered is sent again', async () => {
    const place = createPlace()
    setDown(place)
    const recorded = await killAfter(run('lives', 'killed', place), 420)
    setUp(place)
    // This one is killed too, in the middle of sending.
    await killAfter(run('lives', 'second', place), 420)
    await run('sends the rest', 'last', place).ended

    const delivered = deliveredIn(place)
    expect(new Set(delivered).size).toBeGreaterThanOrEqual(delivered.length - 500)
    for (const name of ['killed', 'second']) {
      const ofProcess = new Set(delivered.filter((message) => message.startsWith(`${name}-`)))
      // Whatever arrived is complete from the first record on: only the last ones may be missing.
      expect([...ofProcess].sort()).toEqual(numbered(name, ofProcess.size).sort())
      expect(ofProcess.size).toBeGreaterThan(0)
    }
    expect(delivered.filter((message) => message.startsWith('killed-')).length).toBeGreaterThan(recorded / 2)
    expect(filesIn(place.directory)).toEqual([])
  })
})
