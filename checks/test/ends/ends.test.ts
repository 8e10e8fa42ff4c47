import { fileURLToPath } from 'node:url'
import { CRASH_TIMEOUT_MS, END_TIMEOUT_MS } from '@org/core/lifecycle'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Ending } from '../../../scripts/testing/endings.mjs'
import {
  createSpillDirectory,
  DESTINATIONS,
  END_CASES,
  ENDS,
  runToEnd,
  type StartedDestination,
  startDestination,
} from '../../../scripts/testing/ends.mjs'
import { compileProgram } from '../../../scripts/testing/program.mjs'
import type { Ended } from '../../../scripts/testing/run-program.mjs'
import type { ProgramArgument } from './program.js'

/**
 * Real processes with a logger, metrics and events that end in every way, whatever AWS does: they share one end, and
 * nothing is lost. What each of them leaves, and how, its own tests look at.
 */

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** What the time of an end may be over its budget, in ms: a busy machine takes so long for a process. */
const SLACK_MS = 5_000
const BUDGETS_MS = { end: END_TIMEOUT_MS, crash: CRASH_TIMEOUT_MS, none: 0 }

let program: string
/** How a process ends in which there is nothing of ours. */
const alone = new Map<Ending, Ended>()

beforeAll(async () => {
  // winston is found from the package that depends on it.
  program = await compileProgram(file('program.ts'), file('../../../packages/logger'))
  for (const { ending } of ENDS) alone.set(ending, await run({ ending }))
})

function run(argument: ProgramArgument): Promise<Ended> {
  return runToEnd(program, argument)
}

interface Account {
  readonly logs: readonly string[]
  readonly events: readonly string[]
  readonly orders: number
}

const EVERYTHING: Account = {
  logs: ['order 1', 'order 2', 'order 3', 'order 4', 'order 5'],
  events: ['p-1', 'p-2', 'p-3', 'p-4', 'p-5'],
  orders: 5,
}
const NOTHING: Account = { logs: [], events: [], orders: 0 }

interface Entry {
  readonly Detail: string
}

function idOf({ Detail }: Entry): string {
  return (JSON.parse(Detail) as { readonly metadata: { readonly id: string } }).metadata.id
}

function accountOfRequests({ taken }: StartedDestination): Account {
  const records = taken('PutRecordBatch').flatMap(({ Records }) => Records as readonly string[])
  const lines = records.flatMap((record) => record.trimEnd().split('\n'))
  const datums = taken('PutMetricData').flatMap(({ MetricData }) => MetricData as readonly { readonly Value: number }[])
  return {
    logs: lines.map((line) => (JSON.parse(line) as { readonly message: string }).message).sort(),
    events: taken('PutEvents')
      .flatMap(({ Entries }) => (Entries as readonly Entry[]).map(idOf))
      .sort(),
    orders: datums.reduce((sum, { Value }) => sum + Value, 0),
  }
}

type Line = Readonly<Record<string, unknown>>

const isMetric = (line: Line): boolean => '_aws' in line
const isEvent = (line: Line): boolean => 'entry' in line
const isLog = (line: Line): boolean => !isMetric(line) && !isEvent(line)

function accountOfLines(lines: readonly Line[]): Account {
  return {
    logs: lines.filter(isLog).map(({ message }) => String(message)),
    events: lines.filter(isEvent).map(({ entry }) => idOf(entry as Entry)),
    orders: lines.filter(isMetric).reduce((sum, { orders }) => sum + Number(orders), 0),
  }
}

describe.concurrent('a process with a logger, metrics and events', () => {
  it.for(END_CASES)(
    'that ends by $ending, with a $destination AWS and a spill directory: $isSpilling, loses nothing',
    async ({ ending, time, destination, isSpilling }, over) => {
      const spill = createSpillDirectory(over)
      const started = await startDestination(destination, over)
      const ended = await run({ ending, url: started.url, ...(isSpilling ? { spill: spill.directory } : {}) })
      const { code, signal, crash } = alone.get(ending) ?? ended

      expect(ended).toMatchObject({ code, signal, crash })
      expect(ended.endedWithinMs).toBeLessThan(BUDGETS_MS[time] + SLACK_MS)
      const isDelivered = destination === 'healthy' && time !== 'none'
      expect(accountOfRequests(started)).toEqual(isDelivered ? EVERYTHING : NOTHING)
      expect(accountOfLines(ended.unsent)).toEqual(isDelivered || isSpilling ? NOTHING : EVERYTHING)
      // What metrics and events have to say is still logged, so that logs come last.
      expect(ended.unsent.findIndex(isLog)).toBe(isDelivered || isSpilling ? -1 : ended.unsent.length - 5)
      expect(spill.segments().length > 0).toBe(isSpilling && !isDelivered)
      if (!isSpilling || isDelivered) return

      const next = await startDestination('healthy', over)
      const last = await run({ ending: 'deliver the rest', url: next.url, spill: spill.directory })
      expect(last).toMatchObject({ code: 0, unsent: [] })
      expect(accountOfRequests(next)).toEqual(EVERYTHING)
      expect(spill.segments()).toEqual([])
    },
  )
})

const LATE_CASES = DESTINATIONS.flatMap((destination) =>
  [1, 3].flatMap((lateFrom) => [false, true].map((isSpilling) => ({ destination, lateFrom, isSpilling }))),
)

describe.concurrent('a process whose listener of exit records', () => {
  it.for([1, 3])('from order %i on leaves each of them', async (lateFrom, over) => {
    const started = await startDestination('healthy', over)
    const ended = await run({ ending: 'empty loop', url: started.url, lateFrom, lateAt: 'exit' })

    expect(ended).toMatchObject({ code: 0, signal: null, crash: [], stdout: 'ending\nexit\n' })
    const [delivered, left] = [accountOfRequests(started), accountOfLines(ended.unsent)]
    expect([...delivered.logs, ...left.logs]).toEqual(EVERYTHING.logs)
    expect([...delivered.events, ...left.events]).toEqual(EVERYTHING.events)
    expect([delivered.orders, left.orders]).toEqual([lateFrom - 1, EVERYTHING.orders - lateFrom + 1])
  })
})

describe.concurrent('a process whose listener of beforeExit records', () => {
  it.for(LATE_CASES)(
    'from order $lateFrom on, with a $destination AWS and a spill directory: $isSpilling, calls it once and loses nothing',
    async ({ destination, lateFrom, isSpilling }, over) => {
      const spill = createSpillDirectory(over)
      const started = await startDestination(destination, over)
      const ended = await run({
        ending: 'empty loop',
        url: started.url,
        lateFrom,
        ...(isSpilling ? { spill: spill.directory } : {}),
      })

      expect(ended).toMatchObject({ code: 0, signal: null, crash: [], stdout: 'ending\nbeforeExit\n' })
      const isDelivered = destination === 'healthy'
      expect(accountOfRequests(started)).toEqual(isDelivered ? EVERYTHING : NOTHING)
      expect(accountOfLines(ended.unsent)).toEqual(isDelivered || isSpilling ? NOTHING : EVERYTHING)
      expect(spill.segments().length > 0).toBe(isSpilling && !isDelivered)
    },
  )
})
