import { fileURLToPath } from 'node:url'
import { DELIVERY_DEFAULTS } from '@org/core/delivery'
import { CRASH_TIMEOUT_MS, END_TIMEOUT_MS } from '@org/core/lifecycle'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Ending } from '../../../../scripts/testing/endings.mjs'
import { createSpillDirectory, END_CASES, ENDS, runToEnd, startDestination } from '../../../../scripts/testing/ends.mjs'
import { compileProgram } from '../../../../scripts/testing/program.mjs'
import type { Ended } from '../../../../scripts/testing/run-program.mjs'
import type { ProgramArgument } from './ends-program.js'

/** Real processes that end in every way, whatever Firehose does: what was logged arrives once, or can be read. */

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** What the time of an end may be over its budget, in ms: a busy machine takes so long for a process. */
const SLACK_MS = 5_000
/** A full batch is under way before the event loop is empty, and keeps the process until it is given up. */
const UNDER_WAY_MS = DELIVERY_DEFAULTS.requestTimeoutMs
const BUDGETS_MS = { end: END_TIMEOUT_MS + UNDER_WAY_MS, crash: CRASH_TIMEOUT_MS, none: 0 }

const LOGGED = Array.from({ length: 600 }, (_value, number) => number)

let program: string
/** How a process ends in which there is nothing of ours. */
const alone = new Map<Ending, Ended>()

beforeAll(async () => {
  program = await compileProgram(file('ends-program.ts'), file('../..'))
  for (const { ending } of ENDS) alone.set(ending, await run({ ending }))
})

function run(argument: ProgramArgument): Promise<Ended> {
  return runToEnd(program, argument)
}

interface Request {
  readonly Records: readonly { readonly Data: string }[]
}

/** The numbers of the records in requests, in their order. */
function numbersIn(requests: readonly Request[]): readonly number[] {
  return requests
    .flatMap(({ Records }) => Records.map(({ Data }) => JSON.parse(Buffer.from(Data, 'base64').toString()) as object))
    .map((record) => (record as { readonly number: number }).number)
    .sort((a, b) => a - b)
}

describe.concurrent('a process that has logged', () => {
  it.for(END_CASES)(
    'and ends by $ending, with a $destination Firehose and a spill directory: $isSpilling, loses nothing',
    async ({ ending, time, destination, isSpilling }, over) => {
      const spill = createSpillDirectory(over)
      const { url, taken } = await startDestination(destination, over)
      const ended = await run({ ending, url, ...(isSpilling ? { spill: spill.directory } : {}) })
      const { code, signal, crash } = alone.get(ending) ?? ended

      expect(ended).toMatchObject({ code, signal, crash })
      expect(ended.endedWithinMs).toBeLessThan(BUDGETS_MS[time] + SLACK_MS)
      expect(ended.stderr).not.toContain('hunter2')
      const isDelivered = destination === 'healthy' && time !== 'none'
      expect(numbersIn(taken('PutRecordBatch'))).toEqual(isDelivered ? LOGGED : [])
      expect(ended.unsent.map(({ number }) => number)).toEqual(isDelivered || isSpilling ? [] : LOGGED)
      for (const line of ended.unsent) expect(line).toMatchObject({ message: 'record', level: 'info', service: 'ends' })
      expect(spill.segments().length > 0).toBe(isSpilling && !isDelivered)
      if (!isSpilling || isDelivered) return

      const next = await startDestination('healthy', over)
      const last = await run({ ending: 'deliver the rest', url: next.url, spill: spill.directory })
      expect(last).toMatchObject({ code: 0, unsent: [] })
      expect(numbersIn(next.taken('PutRecordBatch'))).toEqual(LOGGED)
      expect(spill.segments()).toEqual([])
    },
  )

  it.for(ENDS.filter(({ time }) => time === 'end'))(
    'and ends by $ending, with the client of the SDK, loses nothing and ends as without us',
    async ({ ending }, over) => {
      const { url, taken } = await startDestination('healthy', over)
      const ended = await run({ ending, url, sdk: true })

      expect(ended).toMatchObject({ code: alone.get(ending)?.code, signal: alone.get(ending)?.signal, unsent: [] })
      expect(numbersIn(taken('PutRecordBatch'))).toEqual(LOGGED)
    },
  )

  it('and has nothing else to do ends within its budget, though a request hangs that may take minutes', async (over) => {
    const { url } = await startDestination('hanging', over)
    const ended = await run({ ending: 'empty loop', url, requestTimeoutMs: 300_000, records: 1 })

    expect(ended).toMatchObject({ code: 0, signal: null })
    expect(ended.endedWithinMs).toBeLessThan(END_TIMEOUT_MS + SLACK_MS)
    expect(ended.unsent.map(({ number }) => number)).toEqual([0])
  })
})
