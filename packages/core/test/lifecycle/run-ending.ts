import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { childEnvironment, compileProgram } from '../../../../scripts/testing/program.mjs'

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** What the program and its other listeners said, in order, without what became of our items. */
  readonly said: readonly string[]
  /** What became of our items. */
  readonly items: readonly string[]
  readonly stderr: string
}

export interface Run {
  /** What else listens. @defaultValue 'none' */
  readonly listener?: string | undefined
  /** When something is held, if at all. @defaultValue 'held' */
  readonly mode?:
    | 'held'
    | 'held after them'
    | 'held at beforeExit'
    | 'held after beforeExit'
    | 'held at exit'
    | 'alone'
    | undefined
  /** Sent once the program is ready. */
  readonly signals?: readonly NodeJS.Signals[] | undefined
  /** The signals go to the whole process group. */
  readonly isForGroup?: boolean | undefined
  /** @defaultValue 30 */
  readonly flushMs?: number | undefined
  /** Files with further copies of the package. */
  readonly copies?: readonly string[] | undefined
  /** Flags of Node. */
  readonly flags?: readonly string[] | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
}

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

export const compileEndingProgram = (): Promise<string> => compileProgram(file('ending-program.ts'), file('../..'))

/** A copy of the package, in a bundle of its own. */
export const compileCopy = (format: 'esm' | 'cjs'): Promise<string> =>
  compileProgram(file('held-items.ts'), file('../..'), format)

/** Runs a program to the end of it and of its children. */
export async function runEnding(program: string, ending: string, how: Run = {}): Promise<Ended> {
  const { listener = 'none', mode = 'held', signals = [], flushMs = 30, copies = [], flags = [], env = {} } = how
  const child = spawn(process.execPath, [...flags, program, ending, listener, mode, String(flushMs), ...copies], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment(env),
    detached: how.isForGroup === true,
  })
  const id = (child.pid ?? 0) * (how.isForGroup === true ? -1 : 1)
  // One that does not end by itself fails the test, and must not outlive it.
  onTestFinished(() => void child.kill('SIGKILL'))
  let stdout = ''
  let stderr = ''
  let pending = [...signals]
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    if (!stdout.includes('ready')) return
    for (const signal of pending) process.kill(id, signal)
    pending = []
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  const lines = stdout.split('\n').filter((line) => line !== '')
  const isItem = (line: string): boolean => /^(delivered|left) /.test(line)
  return { code, signal, said: lines.filter((line) => !isItem(line)), items: lines.filter(isItem).sort(), stderr }
}

/** The end of an error's report, which names it and where it was made; what stands above is the line of the source. */
export function report(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => /^\s+at |^\w*(Error|Rejection)\b.*:|^null$|^root cause$/.test(line))
    .join('\n')
}

export const BOTH_DELIVERED = ['delivered logs', 'delivered telemetry']
export const BOTH_LEFT = ['left logs', 'left telemetry']
