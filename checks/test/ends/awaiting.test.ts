import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { compileProgram } from '../../../scripts/testing/program.mjs'
import { type Ended, runProgram } from '../../../scripts/testing/run-program.mjs'
import type { ProgramArgument } from './awaiting-program.js'

/**
 * Real processes that await the end of what they hold, with nothing else that keeps them: whatever the application's own
 * functions do, the call is over in its time, and the process is there until then. Without, Node ends it with code 13.
 */

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** What a call may take beyond its time, in ms, on a busy machine. */
const SLACK_MS = 700

let program: string

beforeAll(async () => {
  program = await compileProgram(file('awaiting-program.ts'), file('../../../packages/logger'))
})

const run = (argument: ProgramArgument): Promise<Ended> => runProgram(program, argument)

const CLOSINGS = ['close never ends', 'close throws', 'close rejects', 'close ends late'] as const
const SENDINGS = [
  'send never answers',
  'send rejects with nothing',
  'spill store never answers',
  'onUnsent never ends',
] as const

/** All three leave by the same way, so that one walks through everything. */
const CASES = [
  ...CLOSINGS.map((trouble) => ({ of: 'events', call: 'shutdown', trouble }) as const),
  ...SENDINGS.flatMap((trouble) =>
    (['flush', 'shutdown'] as const).map((call) => ({ of: 'events', call, trouble }) as const),
  ),
  { of: 'logger', call: 'shutdown', trouble: 'close never ends' },
  { of: 'metrics', call: 'shutdown', trouble: 'close never ends' },
] as const

describe.concurrent('a program that awaits', () => {
  it.for(CASES)('$call of $of goes on when $trouble', async ({ of, call, trouble }) => {
    const ended = await run({ of, call, trouble, timeoutMs: 300 })

    expect(ended).toMatchObject({ code: 0, signal: null, crash: [] })
    const { account, tookMs } = JSON.parse(ended.stdout)
    const isTaken = trouble.startsWith('close')
    const isSpilled = trouble === 'spill store never answers'
    expect(account).toMatchObject({
      delivered: isTaken ? 1 : 0,
      pending: isTaken || call === 'shutdown' ? 0 : 1,
      spilled: isSpilled && call === 'shutdown' ? 1 : 0,
      dropped: isTaken || isSpilled || call === 'flush' ? 0 : 1,
    })
    expect(tookMs).toBeLessThan(300 + SLACK_MS)
    const isGivenUp = trouble === 'close never ends' || trouble === 'close ends late'
    const isTold = ({ code }: { readonly code?: unknown }): boolean => code === 'MON_CLIENT_NOT_CLOSED'
    expect(ended.diagnostics.filter(isTold)).toHaveLength(isGivenUp ? 1 : 0)
  })

  it('the shutdown of a server goes on when its hooks never end', async () => {
    const ended = await run({ of: 'server', call: 'shutdown', trouble: 'hooks never end' })

    expect(ended).toMatchObject({ code: 0, signal: null, crash: [] })
    expect(JSON.parse(ended.stdout)).toEqual(['timed out', 'timed out'])
  })
})
