import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeAll, onTestFinished } from 'vitest'
import { childEnvironment, compileProgram } from '../../../../scripts/testing/program.mjs'

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A process that runs. */
export interface Running {
  /** What it said so far. */
  readonly stdout: string
  readonly stderr: string
  readonly pid: number
  kill(signal: NodeJS.Signals): void
  /** Writes a line to its stdin. */
  tell(line: string): void
  /** Stops reading what it writes to stdout. */
  stopReading(): void
  /** Resolves when what it said has the text. */
  said(text: string): Promise<void>
  readonly ended: Promise<Ended>
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>
  /** A shell command that runs the program, which is `"$@"`. @defaultValue the program alone */
  readonly through?: string
  /** Nobody reads stdout. @defaultValue false */
  readonly isUnread?: boolean
}

/** A program of this folder, compiled once for all tests of a file. */
export function programOf(name: string): (args: readonly string[], options?: StartOptions) => Running {
  let program = ''
  beforeAll(async () => {
    const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
    program = await compileProgram(file(`./${name}.ts`), file('../..'))
  })
  return (args, options) => start([process.execPath, program, ...args], options)
}

function start(
  [command = '', ...args]: readonly string[],
  { env = {}, through, isUnread = false }: StartOptions = {},
): Running {
  const options = { stdio: ['pipe', 'pipe', 'pipe'] as ['pipe', 'pipe', 'pipe'], env: childEnvironment(env) }
  const child =
    through === undefined
      ? spawn(command, args, options)
      : spawn('sh', ['-c', through, 'sh', command, ...args], options)
  onTestFinished(() => {
    child.stdout.destroy()
    child.kill('SIGKILL')
  })
  let stdout = ''
  let stderr = ''
  let notify: () => void = () => {}
  // Whoever goes away while we write to him is no failure of the test.
  child.stdin.on('error', () => {})
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    notify()
  })
  if (!isUnread)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      notify()
    })
  const ended = once(child, isUnread ? 'exit' : 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }))
  return {
    get stdout() {
      return stdout
    },
    get stderr() {
      return stderr
    },
    pid: child.pid ?? 0,
    kill: (signal) => void child.kill(signal),
    tell: (line) => void child.stdin.write(`${line}\n`),
    stopReading: () => void child.stdout.destroy(),
    async said(text) {
      let isOver = false
      void ended.then(() => {
        isOver = true
        notify()
      })
      while (!`${stdout}${stderr}`.includes(text)) {
        if (isOver) throw new Error(`It ended before it said "${text}": ${stderr}`)
        await new Promise<void>((resolve) => {
          notify = resolve
        })
      }
    },
    ended,
  }
}

/** The lines of JSON among the lines of a text, parsed. */
export function recordsIn(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** Messages of lines that were left on stderr, marked. */
export function unsentIn(stderr: string): unknown[] {
  return recordsIn(stderr)
    .filter(({ unsent }) => unsent === true)
    .map(({ message }) => message)
}
