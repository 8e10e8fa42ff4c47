import { fileURLToPath } from 'node:url'
import { putMetricDataViolation } from '@org/core/aws'
import { CRASH_TIMEOUT_MS, END_TIMEOUT_MS } from '@org/core/lifecycle'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Ending } from '../../../../scripts/testing/endings.mjs'
import { createSpillDirectory, END_CASES, ENDS, runToEnd, startDestination } from '../../../../scripts/testing/ends.mjs'
import { compileProgram } from '../../../../scripts/testing/program.mjs'
import type { Ended } from '../../../../scripts/testing/run-program.mjs'
import { requestOf, totalsOf } from '../unsent-request.js'
import type { ProgramArgument } from './program.js'
import { NAMESPACE, RECORDED } from './recordings.js'

/** Real processes that end in every way, whatever CloudWatch does: what was recorded arrives once, or can be read. */

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** What the time of an end may be over its budget, in ms: a busy machine takes so long for a process. */
const SLACK_MS = 5_000
const BUDGETS_MS = { end: END_TIMEOUT_MS, crash: CRASH_TIMEOUT_MS, none: 0 }

let program: string
/** How a process ends in which there is nothing of ours. */
const alone = new Map<Ending, Ended>()

beforeAll(async () => {
  program = await compileProgram(file('program.ts'), file('../..'))
  for (const { ending } of ENDS) alone.set(ending, await run({ ending }))
})

function run(argument: ProgramArgument): Promise<Ended> {
  return runToEnd(program, argument)
}

describe.concurrent('a process that has recorded metrics', () => {
  it.for(END_CASES)(
    'and ends by $ending, with a $destination CloudWatch and a spill directory: $isSpilling, loses nothing',
    async ({ ending, time, destination, isSpilling }, over) => {
      const spill = createSpillDirectory(over)
      const { url, taken } = await startDestination(destination, over)
      const ended = await run({ ending, url, ...(isSpilling ? { spill: spill.directory } : {}) })
      const { code, signal, crash } = alone.get(ending) ?? ended

      expect(ended).toMatchObject({ code, signal, crash })
      // Nobody waits for what is known to take nothing.
      const budgetMs = destination === 'denied' ? 0 : BUDGETS_MS[time]
      expect(ended.endedWithinMs).toBeLessThan(budgetMs + SLACK_MS)
      const unsent = ended.unsent.map(requestOf)
      for (const request of unsent) {
        expect(request.Namespace).toBe(NAMESPACE)
        expect(putMetricDataViolation(request, { now: Date.now() })).toBeUndefined()
      }
      const isDelivered = destination === 'healthy' && time !== 'none'
      expect(totalsOf(taken('PutMetricData'))).toEqual(isDelivered ? RECORDED : {})
      expect(totalsOf(unsent)).toEqual(isDelivered || isSpilling ? {} : RECORDED)
      expect(spill.segments().length > 0).toBe(isSpilling && !isDelivered)
      if (!isSpilling || isDelivered) return

      const next = await startDestination('healthy', over)
      const last = await run({ ending: 'deliver the rest', url: next.url, spill: spill.directory })
      expect(last).toMatchObject({ code: 0, unsent: [] })
      expect(totalsOf(next.taken('PutMetricData'))).toEqual(RECORDED)
      expect(spill.segments()).toEqual([])
    },
  )

  it.for(ENDS.filter(({ time }) => time === 'end'))(
    'and ends by $ending, with the client of the SDK, loses nothing and ends as without us',
    async ({ ending }, over) => {
      const { url, taken } = await startDestination('healthy', over)
      const ended = await run({ ending, url, sdk: true })

      expect(ended).toMatchObject({ code: alone.get(ending)?.code, signal: alone.get(ending)?.signal, unsent: [] })
      expect(totalsOf(taken('PutMetricData'))).toEqual(RECORDED)
    },
  )

  it('and has nothing else to do ends within its budget, though a request hangs that may take minutes', async (over) => {
    const { url } = await startDestination('hanging', over)
    const ended = await run({ ending: 'empty loop', url, requestTimeoutMs: 300_000 })

    expect(ended).toMatchObject({ code: 0, signal: null })
    expect(ended.endedWithinMs).toBeLessThan(END_TIMEOUT_MS + SLACK_MS)
    expect(totalsOf(ended.unsent.map(requestOf))).toEqual(RECORDED)
  })
})
