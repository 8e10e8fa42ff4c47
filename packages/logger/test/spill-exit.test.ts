import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { filesIn } from './files-in.js'
import { temporaryDirectory } from './spill-directory.js'

/** Real processes that end in every way there is, and the processes after them. */

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const REGISTER = file('../../../scripts/typescript/register.mjs')
const PROGRAM = file('fixtures/spilling-program.ts')

interface Place {
  readonly directory: string
  readonly deliveredFile: string
}

function createPlace(): Place {
  const directory = temporaryDirectory()
  return { directory: join(directory, 'spill'), deliveredFile: join(directory, 'delivered') }
}

interface Ended {
  /** The exit code or the signal. */
  readonly by: number | NodeJS.Signals
  readonly stdout: string
  readonly stderr: string
}

interface Run {
  /** More than the buffer takes, unless told otherwise. */
  readonly count?: number
  /** Sent to the process once its output says so. */
  readonly signal?: { readonly signal: NodeJS.Signals; readonly when: (stdout: string) => boolean }
}

async function run(ending: string, name: string, place: Place, { count = 800, signal }: Run = {}): Promise<Ended> {
  const { directory, deliveredFile } = place
  const args = ['--conditions=@org/source', '--import', REGISTER, PROGRAM, ending, name, directory, deliveredFile]
  const child = spawn(process.execPath, [...args, String(count)], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    if (signal?.when(stdout) === true) child.kill(signal.signal)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code, killedBy] = (await once(child, 'close')) as [number, NodeJS.Signals | null]
  return { by: killedBy ?? code, stdout, stderr }
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

const afterLines = (count: number): Run => ({
  signal: { signal: 'SIGKILL', when: (stdout) => stdout.split('\n').length > count },
})

describe('processes that end while Firehose is down', () => {
  const ENDINGS: readonly (readonly [string, number | NodeJS.Signals, Run?])[] = [
    ['shutdown', 0],
    ['event loop empty', 0],
    ['process.exit', 7],
    ['uncaught exception', 1],
    ['signal', 'SIGTERM', { signal: { signal: 'SIGTERM', when: (stdout) => stdout.includes('ready') } }],
  ]

  it('by themselves, by a signal or by an error leave their records to the next ones, which send each once', async () => {
    const place = createPlace()
    setDown(place)
    const ended = await Promise.all(ENDINGS.map(([ending, , how]) => run(ending, ending, place, how)))

    for (const [index, [ending, by]] of ENDINGS.entries()) {
      expect(ended[index]?.by, ending).toBe(by)
      expect(ended[index]?.stderr, ending).not.toContain('"unsent":true')
    }
    expect(deliveredIn(place)).toEqual([])

    setUp(place)
    const next = await Promise.all(['next', 'other'].map((name) => run('sends the rest', name, place)))
    expect(next.map(({ by }) => by)).toEqual([0, 0])
    expect(deliveredIn(place).sort()).toEqual(ENDINGS.flatMap(([ending]) => numbered(ending, 800)).sort())
    expect(filesIn(place.directory)).toEqual([])
  }, 120_000)
})

describe('a process that is killed', () => {
  it('loses at most the last records, which were not yet written, and nothing that was delivered is sent again', async () => {
    const place = createPlace()
    setDown(place)
    const killed = await run('lives', 'killed', place, afterLines(60))
    expect(killed.by).toBe('SIGKILL')
    const recorded = Number(killed.stdout.trimEnd().split('\n').at(-1))
    setUp(place)
    // This one is killed too, in the middle of sending.
    const second = await run('lives', 'second', place, afterLines(60))
    expect(second.by).toBe('SIGKILL')
    await run('sends the rest', 'last', place)

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
  }, 120_000)
})
