import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express } from 'express'
import { afterEach } from 'vitest'
import { type LoggerOptions, type RequestLoggerOptions, requestLogger } from '../src/index.js'
import { type Capture, createCapture } from './capture.js'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** Serves on loopback until the test is over. */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A logger, what it wrote, and the access records among that. */
export interface AccessCapture extends Capture {
  /** Waits until so many access records are written. */
  accesses(count: number): Promise<Record<string, unknown>[]>
}

export function captureAccesses(options: Partial<LoggerOptions> = {}): AccessCapture {
  let notify: () => void = () => {}
  const capture = createCapture(options, () => notify())
  return {
    ...capture,
    async accesses(count) {
      for (;;) {
        const found = capture.records().filter((record) => 'statusCode' in record)
        if (found.length >= count) return found
        await new Promise<void>((resolve) => {
          notify = resolve
        })
      }
    },
  }
}

/** An application with a logger of its own and what that wrote. */
export interface Harness extends AccessCapture {
  readonly app: Express
  /** Starts the application behind one `requestLogger`, with routes that answer with the status that they are. */
  start(options?: RequestLoggerOptions): Promise<string>
}

export function createHarness(options: Partial<LoggerOptions> = {}): Harness {
  const capture = captureAccesses(options)
  const app = express()
  return {
    ...capture,
    app,
    start(requestLoggerOptions = { debugOnError: true }) {
      const first = express()
      first.use(requestLogger(capture.logger, { clock: capture.clock, ...requestLoggerOptions }), app)
      app.get('/status/:status', (request, response) => void response.status(Number(request.params['status'])).end())
      return listen(first)
    },
  }
}

/** What a handler does before it answers with the status of its path. */
export function handle(app: Express, handler: (path: string) => unknown): void {
  app.use(async (request, _response, next) => {
    await handler(request.path)
    next()
  })
}

/** What the records say, in order. */
export function messagesOf(records: readonly Record<string, unknown>[]): unknown[] {
  return records.map(({ message }) => message)
}
