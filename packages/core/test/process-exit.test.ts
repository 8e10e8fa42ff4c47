import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/** The clock alone, so that the child needs no build. */
const clockSource = ts.transpileModule(readFileSync(new URL('../src/clock.ts', import.meta.url), 'utf8'), {
  compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
}).outputText

/** A day: a child that stays alive would fail by the timeout. */
const DAY_MS = 86_400_000

async function runChild(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', `${clockSource}\n${program}`],
    { timeout: 20_000 },
  )
  return stdout
}

describe('a process that uses the system clock', () => {
  it('ends at once although a timer is pending', async () => {
    expect(
      await runChild(`systemClock.schedule(() => console.log('fired'), ${DAY_MS})
      process.on('exit', () => console.log('ended'))`),
    ).toBe('ended\n')
  }, 30_000)

  it('stays alive while somebody holds it, and lets scheduled callbacks run meanwhile', async () => {
    expect(
      await runChild(`const release = systemClock.keepAlive()
      systemClock.schedule(() => { console.log('fired'); release() }, 50)
      process.on('exit', () => console.log('ended'))`),
    ).toBe('fired\nended\n')
  }, 30_000)
})
