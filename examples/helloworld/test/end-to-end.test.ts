import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallView, EventView, LogView, MetricsView, Page } from '@org/console'
import { type RunningConsole, startConsole } from '@org/console'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { alarms } from '../src/alarms.js'
import { type RunningProgram, startProgram } from './service.js'

const REQUESTS = 1_000
const AT_ONCE = 20
const TIMEOUT_MS = 120_000
const SECRETS = ['Bearer hunter2-token-of-the-caller', 'session=5f4dcc3b5aa765d61d83', 'AKIAIOSFODNN7EXAMPLE'] as const

let local: RunningConsole
let service: RunningProgram

beforeEach(async () => {
  local = await startConsole({ port: 0, alarms })
})

afterEach(async () => {
  await service.stop('SIGKILL')
  await local.close()
})

function start(env: Readonly<Record<string, string>> = {}): Promise<string> {
  service = startProgram('main.js', {
    PATH: process.env['PATH'] ?? '',
    PORT: '0',
    HOST: '127.0.0.1',
    HELLOWORLD_VERSION: '3.1.4',
    FLUSH_INTERVAL_MS: '200',
    DRAIN_DELAY_MS: '0',
    AWS_ENDPOINT_URL: local.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    ...env,
  })
  return listening()
}

async function listening(): Promise<string> {
  const line = await service.line((text) => text.includes('"listening"'))
  return `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`
}

async function visit(url: string, times: number): Promise<void> {
  let left = times
  async function visitor(): Promise<void> {
    while (left-- > 0) {
      const response = await fetch(`${url}/?token=${SECRETS[2]}`, {
        headers: { authorization: SECRETS[0], cookie: SECRETS[1], 'x-api-key': SECRETS[2], 'user-agent': 'visitor' },
      })
      expect([response.status, await response.text()]).toEqual([200, 'Hello World'])
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, visitor))
}

async function read<T>(path: string): Promise<T> {
  const response = await fetch(new URL(path, local.url))
  return (await response.json()) as T
}

async function expectEveryVisit(): Promise<void> {
  const logs = await read<Page<LogView>>('/api/logs?limit=5000')
  const access = logs.items
    .map((item) => item.record as Record<string, unknown>)
    .filter(({ message }) => message === 'access')
  expect(access).toHaveLength(REQUESTS)
  expect(new Set(access.map(({ eventId }) => eventId)).size).toBe(REQUESTS)
  for (const record of access) {
    expect(record).toMatchObject({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'info',
      service: 'helloworld',
      version: '3.1.4',
      hostname: expect.stringMatching(/./),
      method: 'GET',
      path: '/',
      statusCode: 200,
      requestId: expect.stringMatching(/./),
    })
  }

  const { series } = await read<MetricsView>('/api/metrics')
  expect(series.find(({ name }) => name === 'page_viewed')).toMatchObject({
    namespace: 'Helloworld/traffic',
    dimensions: { Version: '3.1.4' },
    unit: 'Count',
    Sum: REQUESTS,
  })
  expect(series.find(({ name }) => name === 'request_duration')).toMatchObject({
    dimensions: { Route: '/', StatusClass: '2xx' },
    unit: 'Milliseconds',
    SampleCount: REQUESTS,
  })

  const events = await read<Page<EventView>>('/api/events?limit=5000')
  expect(events.items).toHaveLength(REQUESTS)
  for (const { source, detailType, detail } of events.items) {
    expect({ source, detailType }).toEqual({
      source: 'helloworld.app',
      detailType: 'helloworld application access request',
    })
    expect(detail).toMatchObject({ method: 'GET', path: '/', userAgent: 'visitor' })
  }

  const everything = `${JSON.stringify([logs, events, series])}${service.lines.join('\n')}${service.errors()}`
  for (const secret of SECRETS) expect(everything).not.toContain(secret)
}

describe('a thousand visits, then SIGTERM', () => {
  it(
    'all arrive as log records, metrics and events, without a secret, and the exit code is 0',
    async () => {
      await visit(await start(), REQUESTS)
      expect(await service.stop('SIGTERM')).toBe(0)

      await expectEveryVisit()
      const calls = await read<Page<CallView>>('/api/calls?limit=5000')
      expect(calls.total).toBeLessThan(REQUESTS / 2)
    },
    TIMEOUT_MS,
  )

  it(
    'all arrive once when a fifth of the calls is throttled and a fifth of what they carry is refused',
    async () => {
      const faults = await fetch(new URL('/api/faults', local.url), {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ throttle: 0.2, partialFailure: 0.2 }),
      })
      expect(faults.ok).toBe(true)

      await visit(await start(), REQUESTS)
      expect(await service.stop('SIGTERM')).toBe(0)

      await expectEveryVisit()
      const { injected } = await read<{ injected: Record<string, number> }>('/api/faults')
      expect(injected['throttle']).toBeGreaterThan(0)
      expect(injected['partialFailure']).toBeGreaterThan(0)
    },
    TIMEOUT_MS,
  )

  it(
    'leaves what could not be delivered on stderr, marked, when the endpoint is gone',
    async () => {
      const url = await start()
      await local.close()
      await visit(url, 10)
      expect(await service.stop('SIGTERM')).toBe(0)

      const unsent = service
        .errors()
        .split('\n')
        .filter((line) => line.startsWith('{"unsent":true'))
        .map((line) => JSON.parse(line) as Record<string, unknown>)
      expect(unsent.filter(({ message }) => message === 'access')).toHaveLength(10)
    },
    TIMEOUT_MS,
  )

  it(
    'keeps what could not be delivered on disk, and delivers it once when it is started again',
    async () => {
      const SPILL_DIRECTORY = mkdtempSync(join(tmpdir(), 'helloworld-'))
      onTestFinished(() => rmSync(SPILL_DIRECTORY, { recursive: true }))
      const url = await start({ SPILL_DIRECTORY })
      await local.close()
      await visit(url, 10)
      expect(await service.stop('SIGTERM')).toBe(0)
      // Their last words come after the directory is closed.
      expect(service.errors()).not.toContain('"access"')

      local = await startConsole({ port: 0, alarms })
      await start({ SPILL_DIRECTORY })
      await vi.waitFor(
        async () => {
          const { items } = await read<Page<LogView>>('/api/logs?limit=100')
          const records = items.map((item) => item.record as Record<string, unknown>)
          expect(records.filter(({ message }) => message === 'access')).toHaveLength(10)
          expect(records.filter(({ message }) => message === 'listening')).toHaveLength(2)
        },
        { timeout: 20_000, interval: 100 },
      )
      expect(await service.stop('SIGTERM')).toBe(0)
      expect(readdirSync(join(SPILL_DIRECTORY, 'firehose-FirehoseLogs.spill'))).toEqual([])
    },
    TIMEOUT_MS,
  )
})

describe('the service', () => {
  it(
    'answers an error with 500, logs its stack, and keeps serving',
    async () => {
      const url = await start()

      const failed = await fetch(`${url}/error`)
      expect([failed.status, await failed.text()]).toEqual([500, 'Internal Server Error'])
      const missing = await fetch(`${url}/no-such-page`)
      expect(missing.status).toBe(404)
      await visit(url, 1)
      expect(await service.stop('SIGTERM')).toBe(0)

      const { items } = await read<Page<LogView>>('/api/logs?limit=100')
      const failure = items
        .map((item) => item.record as Record<string, unknown>)
        .find(({ message }) => message === 'request failed')
      expect(failure).toMatchObject({
        level: 'error',
        method: 'GET',
        path: '/error',
        error: { message: 'This route always fails', stack: expect.stringContaining('main.js') },
      })
    },
    TIMEOUT_MS,
  )

  it(
    'tells of a failed request, and of no other, what it held',
    async () => {
      const url = await start()

      await fetch(`${url}/?a=1`, { headers: { 'x-request-id': 'good' } })
      await fetch(`${url}/error?a=1&b=2`, { headers: { 'x-request-id': 'failed' } })
      expect(await service.stop('SIGTERM')).toBe(0)

      const { items } = await read<Page<LogView>>('/api/logs?limit=100')
      const records = items
        .map((item) => item.record as Record<string, unknown>)
        .sort((a, b) => Number(a['sequence']) - Number(b['sequence']))
      const toldOf = (id: string): unknown[] =>
        records.filter(({ requestId }) => requestId === id).map(({ message, parameters }) => [message, parameters])
      expect(toldOf('good')).toEqual([['access', undefined]])
      expect(toldOf('failed')).toEqual([
        ['request failed', undefined],
        ['received', 2],
        ['access', undefined],
      ])
      expect(records.map(({ sequence }) => sequence)).toEqual(records.map((_record, index) => index + 1))
    },
    TIMEOUT_MS,
  )

  it(
    'answers its probes, and readiness only until it is told to end',
    async () => {
      const url = await start({ DRAIN_DELAY_MS: '1000' })
      const status = async (path: string): Promise<number> => (await fetch(url + path)).status

      expect(await Promise.all(['/livez', '/readyz'].map(status))).toEqual([200, 200])
      const stopped = service.stop('SIGTERM')
      await service.line((line) => line.includes('"health changed"') && line.includes('"draining"'))

      expect(await Promise.all(['/livez', '/readyz', '/'].map(status))).toEqual([200, 503, 200])
      expect(await stopped).toBe(0)
    },
    TIMEOUT_MS,
  )

  it.each([
    ['PORT', 'eighty'],
    ['FLUSH_INTERVAL_MS', '5'],
  ])('says what is wrong with %s=%s and ends with 1', async (name, value) => {
    await expect(start({ [name]: value })).rejects.toThrow(name)
    expect(await service.stop('SIGTERM')).toBe(1)
    expect(service.errors()).toContain(value)
  })

  it('starts with a level that nobody knows, and says so', async () => {
    await start({ LOG_LEVEL: 'loud' })

    expect(service.errors()).toContain('MON_LOGGER_UNKNOWN_LEVEL')
  })
})
