import { EventBridge, EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { Diagnostic } from '@org/core'
import { defineTelemetry } from '@org/core/catalog'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { type EndpointAnswer, type EndpointCall, startEndpoint } from '../../../scripts/testing/endpoint.mjs'
import { captureStderr } from '../../../scripts/testing/stderr.mjs'
import { createEvents, type EventsClient, type PutEventsRequest } from '../src/index.js'

const telemetry = defineTelemetry({
  service: 'helloworld',
  events: {
    source: 'helloworld.app',
    eventBusName: 'orders',
    types: { 'page requested': z.object({ path: z.string() }) },
  },
})

async function setUp(usual: EndpointAnswer = {}) {
  const endpoint = await startEndpoint(usual)
  const diagnostics: Diagnostic[] = []
  const stderr = captureStderr()
  const create = (client?: EventsClient) =>
    createEvents({
      telemetry,
      publisher: 'p',
      ...(client === undefined ? { region: 'eu-west-1', endpoint: endpoint.url } : { client }),
      // The shortest backoff.
      random: () => 0,
      requestTimeoutMs: 1_000,
      exitHooks: false,
      onDiagnostic: (diagnostic) => diagnostics.push(diagnostic),
    })
  const events = create()
  onTestFinished(async () => {
    await events.shutdown({ timeoutMs: 0 })
    stderr.release()
    await endpoint.close()
  })
  return { endpoint, diagnostics, create, events, codes: () => diagnostics.map(({ code }) => code) }
}

/** An answer that takes every entry but those whose index has a code. */
function refuse(count: number, codes: Readonly<Record<number, string>>): EndpointAnswer {
  const Entries = Array.from({ length: count }, (_, index) =>
    codes[index] === undefined ? { EventId: `e-${index}` } : { ErrorCode: codes[index], ErrorMessage: 'refused' },
  )
  return { body: { FailedEntryCount: Object.keys(codes).length, Entries } }
}

function pathsOf({ body }: EndpointCall): readonly string[] {
  const { Entries } = body as { readonly Entries: readonly { readonly Detail: string }[] }
  return Entries.map(({ Detail }) => (JSON.parse(Detail) as { readonly path: string }).path)
}

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
})

describe('the client of the SDK', () => {
  it('sends what EventBridge expects', async () => {
    const { endpoint, events } = await setUp()
    events.publish('page requested', { path: '/' }, { resources: ['r'], time: new Date(1_767_225_600_000) })

    expect(await events.flush()).toMatchObject({ delivered: 1, dropped: 0 })
    const [call] = endpoint.calls
    expect(call?.headers).toMatchObject({
      'x-amz-target': 'AWSEvents.PutEvents',
      'content-type': 'application/x-amz-json-1.1',
      authorization: expect.stringContaining('/eu-west-1/events/') as string,
      // Delivery tries again, the SDK does not.
      'amz-sdk-request': 'attempt=1; max=1',
    })
    expect(call?.body.Entries).toEqual([
      {
        Source: 'helloworld.app',
        DetailType: 'page requested',
        EventBusName: 'orders',
        Resources: ['r'],
        Time: 1_767_225_600,
        Detail: expect.any(String) as string,
      },
    ])
    expect(JSON.parse(String(call?.body.Entries[0].Detail))).toMatchObject({ path: '/', metadata: { id: 'p-1' } })
  })

  it('sends only the failed entries of a partial failure again, and names what is refused for good', async () => {
    const { endpoint, events, diagnostics } = await setUp()
    endpoint.answerNext(refuse(6, { 1: 'InternalFailure', 3: 'ThrottlingException', 4: 'MalformedDetail' }))
    for (let index = 0; index < 6; index++) events.publish('page requested', { path: `/${index}` })

    expect(await events.flush()).toMatchObject({ delivered: 5, dropped: 1, byReason: { rejected: 1 } })
    expect(endpoint.calls.map(pathsOf)).toEqual([
      ['/0', '/1', '/2', '/3', '/4', '/5'],
      ['/1', '/3'],
    ])
    expect(diagnostics.find(({ code }) => code === 'MON_DELIVERY_REJECTED')).toMatchObject({
      subject: 'event "page requested" with id p-5 (MalformedDetail)',
      message: expect.stringContaining('event "page requested" with id p-5') as string,
    })
  })

  it.each<[string, EndpointAnswer[]]>([
    [
      'throttling and a fault',
      [
        { status: 400, type: 'ThrottlingException' },
        { status: 500, type: 'InternalException' },
      ],
    ],
    ['a reset connection and no answer', ['reset', 'silence']],
    ['a signature whose time was over', [{ status: 403, type: 'InvalidSignatureException' }]],
  ])('sends again, with the same ids, after %s', async (_what, answers) => {
    const { endpoint, events } = await setUp()
    endpoint.answerNext(...answers)
    events.publish('page requested', { path: '/' })

    expect(await events.flush()).toMatchObject({ delivered: 1 })
    expect(endpoint.calls).toHaveLength(answers.length + 1)
    expect(new Set(endpoint.calls.map(({ body }) => body.Entries[0].Detail)).size).toBe(1)
  })

  it('halves a request that is too large for a service that says so without a word, and names what is left', async () => {
    const { endpoint, events, diagnostics } = await setUp()
    endpoint.answerNext({ status: 413 }, {}, { status: 413 })
    events.publish('page requested', { path: '/0' })
    events.publish('page requested', { path: '/1' })

    expect(await events.flush()).toMatchObject({ delivered: 1, dropped: 1, byReason: { rejected: 1 } })
    expect(diagnostics[0]).toMatchObject({ subject: 'event "page requested" with id p-2 (HTTP 413)' })
  })

  it.each<[string, EndpointAnswer]>([
    ['access is denied', { status: 400, type: 'AccessDeniedException' }],
    ['the signature stays wrong', { status: 403, type: 'InvalidSignatureException' }],
  ])('does not hammer while %s: flush returns at once, and the events are held', async (_why, answer) => {
    const { endpoint, events, codes } = await setUp(answer)
    events.publish('page requested', { path: '/' })

    expect(await events.flush({ timeoutMs: 600_000 })).toMatchObject({ delivered: 0, dropped: 0, pending: 1 })
    const calls = endpoint.calls.length
    expect(calls).toBeLessThanOrEqual(4)
    events.publish('page requested', { path: '/' })
    expect(await events.flush({ timeoutMs: 600_000 })).toMatchObject({ pending: 2 })
    expect(endpoint.calls).toHaveLength(calls)
    expect(codes()).toContain('MON_DELIVERY_UNAVAILABLE')
  })

  it('leaves no connection open after a shutdown', async () => {
    const { endpoint, events } = await setUp()
    events.publish('page requested', { path: '/' })
    await events.flush()
    expect(endpoint.openSockets).toBe(1)

    await events.shutdown()
    await vi.waitFor(() => expect(endpoint.openSockets).toBe(0))
  })
})

describe('a client that is given', () => {
  const settings = (endpoint: string) => ({ endpoint, region: 'eu-west-1', maxAttempts: 1 })
  const request: PutEventsRequest = {
    Entries: [{ Time: new Date(0), Source: 'a.b', DetailType: 'again', Detail: '{}' }],
  }

  it.each<[string, (url: string) => { readonly client: EventsClient; readonly sendAgain: () => Promise<unknown> }]>([
    [
      'an EventBridgeClient',
      (url) => {
        const client = new EventBridgeClient(settings(url))
        return { client, sendAgain: () => client.send(new PutEventsCommand(request)) }
      },
    ],
    [
      'an aggregated EventBridge',
      (url) => {
        const client = new EventBridge(settings(url))
        return { client, sendAgain: () => client.putEvents(request) }
      },
    ],
    [
      'an object with putEvents',
      (url) => {
        const putEvents = (sent: PutEventsRequest) => new EventBridge(settings(url)).putEvents(sent)
        return { client: { putEvents }, sendAgain: () => putEvents(request) }
      },
    ],
    [
      'a port',
      (url) => {
        const send = (sent: PutEventsRequest) => new EventBridge(settings(url)).putEvents(sent)
        return { client: { send }, sendAgain: () => send(request) }
      },
    ],
  ])('%s is used, and stays open', async (_what, make) => {
    const { endpoint, create } = await setUp()
    const { client, sendAgain } = make(endpoint.url)
    const events = create(client)
    events.publish('page requested', { path: '/' })

    expect(await events.shutdown()).toMatchObject({ delivered: 1, dropped: 0 })
    await sendAgain()
    expect(endpoint.taken.map(({ body }) => body.Entries[0].DetailType)).toEqual(['page requested', 'again'])
  })

  it('a port is closed at the end, once', async () => {
    const { create } = await setUp()
    const close = vi.fn()
    const events = create({ send: async () => ({}), close })
    events.publish('page requested', { path: '/' })
    await events.shutdown()
    await events.shutdown()

    expect(close).toHaveBeenCalledTimes(1)
  })
})
