import { describe, expect, it } from 'vitest'
import type { DebugOnErrorOptions } from '../../src/index.js'
import { createHarness, type Harness, handle, messagesOf } from '../request-harness.js'

describe('sampleRate', () => {
  const SAMPLED = '1-5759e988-bd862e3fe1be46a9f4272793'
  const OTHER = '1-5759e988-bd862e3fe13e46000000ffff'

  async function visit(debugOnError: DebugOnErrorOptions, status: number): Promise<Harness> {
    const harness = createHarness()
    const { logger, app, start, accesses } = harness
    handle(app, () => {
      for (let step = 1; step <= 3; step++) logger.debug(`step ${step}`)
      logger.info('written')
    })
    const url = await start({ debugOnError })
    for (const [index, root] of [SAMPLED, OTHER].entries()) {
      await fetch(`${url}/status/${status}`, { headers: { 'x-amzn-trace-id': `Root=${root}` } })
      await accesses(index + 1)
    }
    return harness
  }

  it('writes the records of sampled traces at once, without a bound, however the request ends', async () => {
    const { records } = await visit({ sampleRate: 0.5, maxRecords: 1 }, 200)

    expect(messagesOf(records())).toEqual(['step 1', 'step 2', 'step 3', 'written', 'request', 'written', 'request'])
    expect(records().map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(records().filter((record) => 'debugRecordsDropped' in record)).toEqual([])
  })

  it('holds those of other traces as ever', async () => {
    const { records } = await visit({ sampleRate: 0.5, maxRecords: 1 }, 500)

    expect(messagesOf(records()).slice(5)).toEqual(['written', 'step 3', 'request'])
    expect(records().at(-1)).toMatchObject({ debugRecordsDropped: 2 })
  })

  it('samples none by default, and all at 1', async () => {
    const none = await visit({}, 200)
    const all = await visit({ sampleRate: 1 }, 200)

    expect(none.records().filter(({ level }) => level === 'debug')).toHaveLength(0)
    expect(all.records().filter(({ level }) => level === 'debug')).toHaveLength(6)
  })
})
