import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** Real processes that end in every way there is, with one record waiting in each of two loggers. */

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Messages that were delivered. */
  readonly delivered: readonly string[]
  /** Messages that were left on stderr, marked. */
  readonly unsent: readonly string[]
  readonly stderr: string
}

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const REGISTER = file('../../../scripts/typescript/register.mjs')
const PROGRAM = file('fixtures/ending-program.ts')

async function run(ending: string, destination = 'healthy', ...signals: NodeJS.Signals[]): Promise<Ended> {
  const child = spawn(
    process.execPath,
    ['--conditions=@org/source', '--import', REGISTER, PROGRAM, ending, destination],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, SECRET_IN_ENVIRONMENT: 'hunter2' } },
  )
  let stdout = ''
  let stderr = ''
  let pending = [...signals]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    if (!stderr.includes('ready')) return
    for (const signal of pending) child.kill(signal)
    pending = []
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  const unsent = stderr.split('\n').filter((line) => line.startsWith('{"unsent":true'))
  return { code, signal, delivered: messages(stdout), unsent: messages(unsent.join('\n')), stderr }
}

function messages(lines: string): readonly string[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { message: string }).message)
    .sort()
}

const BOTH = ['first', 'second']

describe('a process that ends', () => {
  it.each([
    ['by itself when the event loop is empty', 'event loop empty', 0],
    ['with an exit code of its own', 'exit code', 3],
    ['after shutdown()', 'shutdown', 0],
    ['after logger.end()', 'end', 0],
    ['at the end of await using', 'await using', 0],
  ])('%s delivers its records, and its exit code stays', async (_name, ending, code) => {
    expect(await run(ending)).toMatchObject({ code, signal: null, delivered: BOTH, unsent: [] })
  })

  it('by process.exit() leaves its records on stderr, marked, and its exit code stays', async () => {
    expect(await run('process.exit')).toMatchObject({ code: 7, delivered: [], unsent: BOTH })
  })

  it('with exit hooks turned off leaves the records of that logger nowhere', async () => {
    expect(await run('exit without hooks')).toMatchObject({ code: 7, delivered: [], unsent: ['second'] })
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('by %s delivers its records and dies of that signal', async (signal) => {
    expect(await run('signal', 'healthy', signal)).toMatchObject({ code: null, signal, delivered: BOTH, unsent: [] })
  })

  it('by a second signal ends at once, with its records on stderr', async () => {
    const ended = await run('signal', 'silent', 'SIGTERM', 'SIGINT')

    expect(ended).toMatchObject({ code: null, delivered: [], unsent: BOTH })
    expect(['SIGTERM', 'SIGINT']).toContain(ended.signal)
  })

  it('in a handler of the application is left to that handler, and its records are delivered meanwhile', async () => {
    expect(await run('handled signal', 'healthy', 'SIGTERM')).toMatchObject({ code: 9, delivered: BOTH, unsent: [] })
  })

  it.each([
    ['uncaught exception', 'the application is broken'],
    ['unhandled rejection', 'nobody caught this'],
  ])('by an %s delivers its records, prints the error as Node does, and ends with 1', async (ending, message) => {
    const ended = await run(ending)

    expect(ended).toMatchObject({ code: 1, signal: null, delivered: BOTH, unsent: [] })
    expect(ended.stderr).toContain(`Error: ${message}`)
    expect(ended.stderr).toContain('ending-program.ts')
    expect(ended.stderr).not.toContain('hunter2')
  })

  it('by an uncaught exception while the destination is down leaves its records on stderr', async () => {
    expect(await run('uncaught exception', 'down')).toMatchObject({ code: 1, delivered: [], unsent: BOTH })
  })

  it('by itself while the destination is down leaves its records on stderr, and does not stay for ever', async () => {
    expect(await run('event loop empty', 'down')).toMatchObject({ code: 0, delivered: [], unsent: BOTH })
  })
})
