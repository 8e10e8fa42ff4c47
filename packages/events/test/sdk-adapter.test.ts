import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Diagnostic } from '@org/core'
import { defineTelemetry } from '@org/core/catalog'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createEvents, type Events } from '../src/index.js'

const types = { 'page requested': z.object({ path: z.string() }) }
const telemetry = defineTelemetry({
  service: 'helloworld',
  events: { source: 'helloworld.app', eventBusName: 'orders', types },
})

interface Entry {
  readonly Detail: string
  readonly [field: string]: unknown
}

interface Call {
  readonly headers: IncomingMessage['headers']
  readonly entries: readonly Entry[]
}

type Answer = (response: ServerResponse, entries: readonly Entry[]) => void

/** Accepts every entry but those whose index has a code. */
function accept(codes: Readonly<Record<number, string>> = {}): Answer {
  return (response, entries) => {
    const Entries = entries.map((_entry, index) =>
      codes[index] === undefined ? { EventId: `e-${index}` } : { ErrorCode: codes[index], ErrorMessage: 'refused' },
    )
    response.end(JSON.stringify({ FailedEntryCount: Object.keys(codes).length, Entries }))
  }
}

function refuse(status: number, type: string): Answer {
  return (response) => {
    response.statusCode = status
    response.end(JSON.stringify({ __type: type, message: 'as the service says' }))
  }
}

describe('the default client', () => {
  const calls: Call[] = []
  const answers: Answer[] = []
  const diagnostics: Diagnostic[] = []
  let server: Server
  let events: Events<typeof types>

  beforeAll(async () => {
    // Loaded ahead, so that its loading does not count towards the request timeout.
    await import('@aws-sdk/client-eventbridge')
  })

  beforeEach(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const { Entries } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly Entries: readonly Entry[] }
      calls.push({ headers: request.headers, entries: Entries })
      response.setHeader('content-type', 'application/x-amz-json-1.1')
      ;(answers.shift() ?? accept())(response, Entries)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    events = createEvents({
      telemetry,
      publisher: 'p',
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      // No backoff: what is sent again is sent at once.
      random: () => 0,
      requestTimeoutMs: 1_000,
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    })
  })

  afterEach(async () => {
    await events.shutdown({ timeoutMs: 0 })
    server.closeAllConnections()
    server.close()
    calls.length = 0
    answers.length = 0
    diagnostics.length = 0
  })

  it('sends what EventBridge expects', async () => {
    events.publish('page requested', { path: '/' }, { resources: ['r'], time: new Date(1_767_225_600_000) })

    expect(await events.flush()).toEqual({ delivered: 1, dropped: 0, pending: 0 })
    const [call] = calls
    expect(call?.headers).toMatchObject({
      'x-amz-target': 'AWSEvents.PutEvents',
      'content-type': 'application/x-amz-json-1.1',
      // Delivery retries, the SDK does not.
      'amz-sdk-request': 'attempt=1; max=1',
    })
    expect(call?.entries).toEqual([
      {
        Source: 'helloworld.app',
        DetailType: 'page requested',
        EventBusName: 'orders',
        Resources: ['r'],
        Time: 1_767_225_600,
        Detail: expect.any(String) as string,
      },
    ])
    expect(JSON.parse(call?.entries[0]?.Detail ?? '')).toMatchObject({ path: '/', metadata: { id: 'p-1' } })
  })

  it('sends only the failed entries of a partial failure again', async () => {
    answers.push(accept({ 1: 'InternalFailure', 3: 'ThrottlingException', 4: 'MalformedDetail' }))
    for (let index = 0; index < 6; index++) events.publish('page requested', { path: `/${index}` })

    expect(await events.flush()).toEqual({ delivered: 5, dropped: 1, pending: 0 })
    const sent = calls.map((call) =>
      call.entries.map((entry) => (JSON.parse(entry.Detail) as { readonly path: string }).path),
    )
    expect(sent).toEqual([
      ['/0', '/1', '/2', '/3', '/4', '/5'],
      ['/1', '/3'],
    ])
  })

  it('sends again, with the same ids, after faults, a reset connection and no answer', async () => {
    answers.push(
      refuse(400, 'ThrottlingException'),
      refuse(500, 'InternalException'),
      (response) => response.destroy(),
      () => {},
    )
    events.publish('page requested', { path: '/' })

    expect(await events.flush()).toMatchObject({ delivered: 1 })
    expect(calls).toHaveLength(5)
    expect(new Set(calls.map((call) => call.entries[0]?.Detail)).size).toBe(1)
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([
      'MON_DELIVERY_THROTTLED',
      'MON_DELIVERY_RECOVERED',
    ])
  })

  it('does not hammer when access is denied, and holds the events', async () => {
    answers.push(refuse(400, 'AccessDeniedException'))
    events.publish('page requested', { path: '/' })
    const flushed = events.flush({ timeoutMs: 60_000 })
    await vi.waitFor(() => {
      expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['MON_DELIVERY_UNAVAILABLE'])
    })

    expect(calls).toHaveLength(1)
    expect(events.stats().delivery).toMatchObject({ queued: { items: 1 }, delivered: 0 })
    await events.shutdown({ timeoutMs: 0 })
    expect(await flushed).toMatchObject({ dropped: 1 })
  })
})
