import { hostname } from 'node:os'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createManualClock } from '../testing/index.js'
import { createReport } from './report.js'

const written = vi.hoisted(
  () => [] as { readonly descriptor: number; readonly text: string; readonly patienceMs: number | undefined }[],
)
vi.mock('./write-now.js', async (load) => ({
  ...(await load<typeof import('./write-now.js')>()),
  writeNow: (descriptor: number, bytes: Uint8Array, patienceMs?: number) => {
    written.push({ descriptor, text: Buffer.from(bytes).toString(), patienceMs })
    return bytes.length
  },
}))
afterEach(() => {
  written.length = 0
})

describe('a report that nobody handles', () => {
  it('goes to stderr at once, and waits for no reader', () => {
    const report = createReport({
      source: 'metrics',
      clock: createManualClock({ now: 0 }),
      identity: () => ({ service: 'shop' }),
    })
    report({ level: 'warn', code: 'MON_TEST', message: 'Über.' })

    expect(written).toEqual([
      {
        descriptor: 2,
        text: '{"timestamp":"1970-01-01T00:00:00.000Z","level":"warn","message":"[metrics] Über.","service":"shop","code":"MON_TEST"}\n',
        patienceMs: 0,
      },
    ])
  })

  it('says who is running, also where nobody says who that is', () => {
    vi.stubEnv('OTEL_SERVICE_NAME', 'shop')
    const report = createReport({ source: 'health', clock: createManualClock() })
    report({ level: 'warn', code: 'MON_TEST', message: 'x' })

    expect(JSON.parse(written[0]?.text ?? '')).toMatchObject({ service: 'shop', hostname: hostname() })
  })
})
