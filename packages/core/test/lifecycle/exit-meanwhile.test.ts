import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { childEnvironment, compileProgram } from '../../../../scripts/testing/program.mjs'
import { BOTH_DELIVERED, BOTH_LEFT } from './run-ending.js'

/** Real processes that would have been over already: an exit of the application changes nothing of how they end. */

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

let program: string

beforeAll(async () => {
  program = await compileProgram(file('exit-meanwhile-program.ts'), file('../..'), 'esm', true)
})

async function run(cause: string, exit: string, mode: string) {
  const child = spawn(process.execPath, [program, cause, exit, mode], { env: childEnvironment(), timeout: 30_000 })
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  const lines = stdout.split('\n').filter((line) => line !== '')
  const isItem = (line: string): boolean => /^(delivered|left) /.test(line)
  return {
    code,
    signal,
    said: lines.filter((line) => !isItem(line)),
    items: lines.filter(isItem).sort(),
    // Without the line of the source.
    stderr: stderr.replace(/^.*\n.*\n *\^+\n\n/, '').replace(/^node:internal.*\n.*\n *\^+\n\n/, ''),
  }
}

describe.each(['an error', 'a rejection', 'a rejection of no error', 'SIGTERM', 'SIGINT'])('after %s', (cause) => {
  it.each(['0', '3', 'exit', 'exit code'])(
    'a process ends as it does without us although it exits meanwhile, by %s, and loses nothing',
    async (exit) => {
      const [ours, alone] = await Promise.all([run(cause, exit, 'held'), run(cause, exit, 'alone')])

      expect(ours).toMatchObject({ code: alone.code, signal: alone.signal, said: alone.said, stderr: alone.stderr })
      expect(ours.items).toEqual(exit === 'exit code' ? BOTH_DELIVERED : BOTH_LEFT)
    },
  )
})
