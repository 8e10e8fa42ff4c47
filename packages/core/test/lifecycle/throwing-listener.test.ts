import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { childEnvironment, compileProgram } from '../../../../scripts/testing/program.mjs'
import { BOTH_DELIVERED, BOTH_LEFT } from './run-ending.js'

/** Real processes in which a listener of others throws: Node calls no other then, and ends as it would without us. */

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

let program: string

beforeAll(async () => {
  program = await compileProgram(file('thrower-program.ts'), file('../..'), 'esm', true)
})

async function run(event: string, cause: string, mode: string) {
  const ended = await promisify(execFile)(process.execPath, [program, event, cause, mode], {
    env: childEnvironment(),
    timeout: 30_000,
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  )
  const lines = ended.stdout.split('\n').filter((line) => line !== '')
  const isItem = (line: string): boolean => /^(delivered|left) /.test(line)
  return {
    code: ended.code,
    said: lines.filter((line) => !isItem(line)),
    items: lines.filter(isItem).sort(),
    stderr: ended.stderr
      // Between Node and the listener we are a line of the stack, and listeners are called in another line of Node.
      .replace(/^ +at process\.observed .*\n/gm, '')
      .replaceAll(/node:events:\d+:\d+/g, 'node:events'),
  }
}

function withoutCaret(stderr: string): string {
  return stderr.replace(/^ *\^\n/m, '')
}

const CASES: readonly (readonly [event: string, cause: string, items: readonly string[]])[] = [
  ['uncaughtException', 'an error', BOTH_LEFT],
  ['uncaughtException', 'a rejection', BOTH_LEFT],
  ['uncaughtExceptionMonitor', 'an error', BOTH_LEFT],
  ['uncaughtExceptionMonitor', 'a rejection', BOTH_LEFT],
  ['unhandledRejection', 'a rejection', BOTH_DELIVERED],
  ['exit', 'an exit', BOTH_LEFT],
  ['exit', 'the end of the loop', BOTH_DELIVERED],
  ['beforeExit', 'the end of the loop', BOTH_DELIVERED],
  ['uncaughtException', 'the application itself', BOTH_DELIVERED],
  ['uncaughtExceptionMonitor', 'the application itself', BOTH_DELIVERED],
]

describe.each(['held before', 'held after'])('a process in which something is %s a listener that throws', (mode) => {
  it.for(CASES)(
    'loses nothing, and ends and prints as it does without us: %s, by %s',
    async ([event, cause, items]) => {
      const [ours, alone] = await Promise.all([run(event, cause, mode), run(event, cause, 'alone')])

      expect(ours).toMatchObject({ code: alone.code, said: alone.said, items })
      // Of an error that was thrown again the line of the source is the one in which it was made.
      const isThrownAgain = !event.startsWith('uncaughtException')
      const told = ({ stderr }: { readonly stderr: string }) => (isThrownAgain ? withoutCaret(stderr) : stderr)
      expect(told(ours)).toBe(told(alone))
    },
  )
})
