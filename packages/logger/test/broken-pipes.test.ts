import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

function start(fault: string): ChildProcessByStdio<Writable, Readable, Readable> {
  const register = file('../../../scripts/typescript/register.mjs')
  const program = file('fixtures/broken-pipe-program.ts')
  return spawn(process.execPath, ['--conditions=@org/source', '--import', register, program, fault], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

it('a process goes on when the reader of its stdout goes away, as in node app.js | head', async () => {
  const child = start('stdout closed')
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr += String(text)
  })

  await once(child.stdout, 'data')
  child.stdout.destroy()
  child.stdin.write('go\n')
  const [code] = await once(child, 'close')

  expect([code, stderr]).toEqual([0, 'survived\n'])
})

it('every unsent line reaches a stderr that is read late', async () => {
  const child = start('stderr read late')
  await once(child.stdout, 'data')
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr += String(text)
  })
  const [code] = await once(child, 'close')
  const unsent = stderr.split('\n').filter((line) => line.startsWith('{"unsent":true'))

  expect(code).toBe(4)
  expect(unsent.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(
    Array.from({ length: 500 }, (_unused, line) => `${line}`),
  )
})
