import { fileURLToPath } from 'node:url'
import { eventEntryViolation, putEventsViolation } from '@org/core/aws'
import { DELIVERY_DEFAULTS } from '@org/core/delivery'
import { CRASH_TIMEOUT_MS, END_TIMEOUT_MS } from '@org/core/lifecycle'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Ending } from '../../../../scripts/testing/endings.mjs'
import { createSpillDirectory, END_CASES, ENDS, runToEnd, startDestination } from '../../../../scripts/testing/ends.mjs'
import { compileProgram } from '../../../../scripts/testing/program.mjs'
import type { Ended } from '../../../../scripts/testing/run-program.mjs'
import type { PutEventsEntry, PutEventsRequest } from '../../src/index.js'
import type { ProgramArgument } from './program.js'
import { PUBLISHED } from './publications.js'

/** Real processes that end in every way, whatever EventBridge does: what was published arrives once, or can be read. */

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** What the time of an end may be over its budget, in ms: a busy machine takes so long for a process. */
const SLACK_MS = 5_000
/** A full batch is under way before the event loop is empty, and keeps the process until it is given up. */
const UNDER_WAY_MS = DELIVERY_DEFAULTS.requestTimeoutMs
const BUDGETS_MS = { end: END_TIMEOUT_MS + UNDER_WAY_MS, crash: CRASH_TIMEOUT_MS, none: 0 }

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

type Line = Readonly<Record<string, unknown>>

/** The entry of a line that says that an event was not sent: as PutEvents takes it, but for its date. */
function entryOf(line: Line): PutEventsEntry {
  const identity = { service: 'ends', version: '1.2.3', environment: 'test' }
  expect(line).toMatchObject({ unsent: true, level: 'warn', message: 'an event was not sent', ...identity })
  const entry = line['entry'] as PutEventsEntry
  return { ...entry, Time: new Date(entry.Time) }
}

function idsOf(entries: readonly PutEventsEntry[]): readonly string[] {
  return entries.map(({ Detail }) => (JSON.parse(Detail) as { readonly metadata: { readonly id: string } }).metadata.id)
}

function inOrder(ids: readonly string[]): readonly string[] {
  return [...ids].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

const entriesOf = (requests: readonly PutEventsRequest[]): readonly PutEventsEntry[] =>
  requests.flatMap(({ Entries }) => Entries)

describe.concurrent('a process that has published events', () => {
  it.for(END_CASES)(
    'and ends by $ending, with a $destination EventBridge and a spill directory: $isSpilling, loses nothing',
    async ({ ending, time, destination, isSpilling }, over) => {
      const spill = createSpillDirectory(over)
      const { url, taken } = await startDestination(destination, over)
      const ended = await run({ ending, url, ...(isSpilling ? { spill: spill.directory } : {}) })
      const { code, signal, crash } = alone.get(ending) ?? ended

      expect(ended).toMatchObject({ code, signal, crash })
      // Nobody waits for what is known to take nothing.
      const budgetMs = destination === 'denied' ? 0 : BUDGETS_MS[time]
      expect(ended.endedWithinMs).toBeLessThan(budgetMs + SLACK_MS)
      expect(ended.stderr).not.toContain('hunter2')
      const unsent = ended.unsent.map(entryOf)
      for (const entry of unsent) {
        expect(putEventsViolation({ Entries: [entry] })).toBeUndefined()
        expect(eventEntryViolation(entry)).toBeUndefined()
      }
      const isDelivered = destination === 'healthy' && time !== 'none'
      expect(inOrder(idsOf(entriesOf(taken('PutEvents'))))).toEqual(isDelivered ? PUBLISHED : [])
      expect(idsOf(unsent)).toEqual(isDelivered || isSpilling ? [] : PUBLISHED)
      expect(spill.segments().length > 0).toBe(isSpilling && !isDelivered)
      if (!isSpilling || isDelivered) return

      const next = await startDestination('healthy', over)
      const last = await run({ ending: 'deliver the rest', url: next.url, spill: spill.directory })
      expect(last).toMatchObject({ code: 0, unsent: [] })
      const entries = entriesOf(next.taken('PutEvents'))
      expect(inOrder(idsOf(entries))).toEqual(PUBLISHED)
      expect(entries.filter((entry) => entry.EventBusName === 'orders')).toHaveLength(PUBLISHED.length / 2)
      expect(spill.segments()).toEqual([])
    },
  )

  it.for(ENDS.filter(({ time }) => time === 'end'))(
    'and ends by $ending, with the client of the SDK, loses nothing and ends as without us',
    async ({ ending }, over) => {
      const { url, taken } = await startDestination('healthy', over)
      const ended = await run({ ending, url, sdk: true })

      expect(ended).toMatchObject({ code: alone.get(ending)?.code, signal: alone.get(ending)?.signal, unsent: [] })
      expect(inOrder(idsOf(entriesOf(taken('PutEvents'))))).toEqual(PUBLISHED)
    },
  )

  it('and has nothing else to do ends within its budget, though a request hangs that may take minutes', async (over) => {
    const { url } = await startDestination('hanging', over)
    const ended = await run({ ending: 'empty loop', url, requestTimeoutMs: 300_000, few: true })

    expect(ended).toMatchObject({ code: 0, signal: null })
    expect(ended.endedWithinMs).toBeLessThan(END_TIMEOUT_MS + SLACK_MS)
    expect(idsOf(ended.unsent.map(entryOf))).toEqual(['p-1'])
  })
})
