import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { childEnvironment, compileProgram } from '../../../../scripts/testing/program.mjs'
import { BOTH_DELIVERED, BOTH_LEFT } from './run-ending.js'

/** Real processes that throw or reject with anything, under every flag that counts: what they print is what Node alone prints. */

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

let program: string

beforeAll(async () => {
  program = await compileProgram(file('throwing-program.ts'), file('../..'), 'esm', true)
})

interface Ended {
  readonly code: number
  readonly said: readonly string[]
  readonly items: readonly string[]
  readonly stderr: string
}

async function run(value: string, how: string, mode: 'held' | 'alone', flag: string): Promise<Ended> {
  const flags = flag === 'no flag' ? [] : [flag]
  const ended = await promisify(execFile)(process.execPath, [...flags, program, value, how, mode], {
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
    // Warnings name the process.
    stderr: ended.stderr.replaceAll(/\(node:\d+\)/g, '(node:1)'),
  }
}

const FLAGS = [
  'no flag',
  '--enable-source-maps',
  '--unhandled-rejections=strict',
  '--unhandled-rejections=warn',
  '--unhandled-rejections=none',
]

/** What is no error: Node shows where it was thrown, and knows that only at once. */
const FEW_VALUES = ['a text', 'undefined', 'an object', 'an object with a stack', 'an AbortError']
const ALL_VALUES = [
  ...FEW_VALUES,
  'an empty text',
  'lines of text',
  'null',
  'a number',
  'a big integer',
  'a boolean',
  'a symbol',
  'an object of nothing',
  'a list',
  'a function',
  'a proxy that throws',
  'what is made like an error',
]

const ERRORS = ['Error: one', 'Error: with a cause and fields', 'Error: of another realm', 'Error: several']

const CASES = FLAGS.flatMap((flag) => ['thrown', 'rejected'].map((how) => ({ flag, how })))

/** With these, a rejection is no end, and what is held is left by the exit that follows. */
const isMild = ({ flag, how }: { readonly flag: string; readonly how: string }): boolean =>
  how === 'rejected' && /warn|none/.test(flag)

/** The line of the source above the report, which shows where an error was made rather than where it was thrown. */
function withoutExcerpt(stderr: string): string {
  return stderr.replace(/^.*\n.*\n *\^+\n/, '').trimStart()
}

describe.concurrent('a process with $flag in which something is $how', () => {
  it.for(CASES)('prints of it what it prints without us: $how, $flag', { timeout: 120_000 }, async (one) => {
    for (const value of one.flag === 'no flag' ? ALL_VALUES : FEW_VALUES) {
      const [held, alone] = await Promise.all([
        run(value, one.how, 'held', one.flag),
        run(value, one.how, 'alone', one.flag),
      ])

      expect(held, value).toMatchObject({ code: alone.code, said: alone.said, stderr: alone.stderr })
      expect(held.items, value).toEqual(one.how === 'thrown' || isMild(one) ? BOTH_LEFT : BOTH_DELIVERED)
    }
  })

  it.for(CASES)(
    'prints of an error what it prints without us, and where it was made: $how, $flag',
    { timeout: 60_000 },
    async (one) => {
      for (const value of ERRORS) {
        const [held, alone] = await Promise.all([
          run(value, one.how, 'held', one.flag),
          run(value, one.how, 'alone', one.flag),
        ])

        expect(held, value).toMatchObject({ code: alone.code, said: alone.said })
        if (one.how === 'rejected') expect(held.stderr, value).toBe(alone.stderr)
        else expect(withoutExcerpt(held.stderr), value).toBe(withoutExcerpt(alone.stderr))
        expect(held.stderr, value).not.toContain('throw error')
        expect(held.items, value).toEqual(isMild(one) ? BOTH_LEFT : BOTH_DELIVERED)
      }
    },
  )
})
