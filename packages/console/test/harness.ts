import { request } from 'node:http'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { FirehoseClient } from '@aws-sdk/client-firehose'
import { afterEach } from 'vitest'
import { type ConsoleOptions, type RunningConsole, startConsole } from '../src/index.js'

/** A full minute, so that periods in tests are easy to read. */
export const NOON = Date.UTC(2026, 0, 15, 12, 0, 0)

/** A console, the real SDK clients pointed at it, and a wall clock that stands still until moved. */
export interface Harness {
  readonly console: RunningConsole
  readonly clock: { now: number }
  readonly cloudwatch: CloudWatchClient
  readonly firehose: FirehoseClient
  readonly eventbridge: EventBridgeClient
}

const open: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** Starts a console on a free port; it and the clients are closed after the test. */
export async function start(options: ConsoleOptions = {}): Promise<Harness> {
  const clock = { now: NOON }
  const console = await startConsole({ port: 0, now: () => clock.now, env: {}, ...options })
  const config = {
    endpoint: console.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  }
  const cloudwatch = new CloudWatchClient(config)
  const firehose = new FirehoseClient(config)
  const eventbridge = new EventBridgeClient(config)
  open.push(async () => {
    for (const client of [cloudwatch, firehose, eventbridge]) client.destroy()
    await console.close()
  })
  return { console, clock, cloudwatch, firehose, eventbridge }
}

/** What a request without the SDK got. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Sends a request with exactly these headers; `fetch` would not let a test choose Host and Origin. */
export function send(
  console: Pick<RunningConsole, 'port'>,
  options: {
    readonly method?: string
    readonly path?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string | Buffer
  } = {},
): Promise<RawAnswer> {
  const { method = 'GET', path = '/', headers = {}, body } = options
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: console.port, method, path, headers, agent: false },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => {
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          })
        })
        answer.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Sends an AWS JSON request without the SDK. */
export function sendAws(
  console: Pick<RunningConsole, 'port'>,
  target: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const version = target.startsWith('Granite') ? '1.0' : '1.1'
  return send(console, {
    method: 'POST',
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amz-target': target, ...headers },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  })
}

/** The error that a promise rejects with; fails the test when it does not. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { readonly [key: string]: unknown }> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Error) return error as Error & { readonly [key: string]: unknown }
    throw error
  }
  throw new Error('Expected a rejection, but the call succeeded.')
}
