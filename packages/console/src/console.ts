import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AlarmBoard } from './alarms/board.js'
import { everyMinute } from './alarms/minute-timer.js'
import { type ConsoleData, createConsoleData } from './api/console-data.js'
import { answerRoute, createApiRoutes, type Route } from './api/routes.js'
import { ConsoleError } from './errors.js'
import { FaultInjector } from './faults/injector.js'
import { type ConsoleOptions, type ResolvedOptions, resolveOptions } from './options.js'
import { createPageRoutes } from './page/routes.js'
import { AwsEndpoint } from './protocol/endpoint.js'
import { createOperations } from './protocol/operations.js'
import { refuse } from './server/guard.js'
import { problem, send } from './server/respond.js'
import { createWaits } from './server/waits.js'
import { createStore } from './store/store.js'

/** A console that listens. Leaving an `await using` block closes it. */
export interface RunningConsole extends ConsoleData, AsyncDisposable {
  /** Address of the page, and the endpoint for `AWS_ENDPOINT_URL`, such as `http://127.0.0.1:4580`. */
  readonly url: string
  /** The port that it listens on, also when the option was 0. */
  readonly port: number
  /** Stops listening, ends waits that faults injected, and closes every connection. A second call does nothing more. */
  close(): Promise<void>
}

/**
 * Longer than the minute between two flushes of a service: with Node's 5 seconds, the connection would be
 * closed at the very moment that a client uses it again, which it sees as a reset that nobody asked for.
 */
const KEEP_ALIVE_TIMEOUT_MS = 75_000

/**
 * Starts the local stand-in for CloudWatch, Firehose and EventBridge, with a page and JSON routes to see
 * what arrived. It listens on loopback only, keeps everything in bounded memory, and is for development only.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for a wrong or unknown option, such as a host that is not
 * loopback
 * @throws {@link ConsoleError} (`MON_CONSOLE_PRODUCTION`) when NODE_ENV is `production`
 * @throws {@link ConsoleError} (`MON_CONSOLE_LISTEN`) when the port is taken
 *
 * @example
 * ```ts
 * const console = await startConsole({ port: 0 })
 * process.env.AWS_ENDPOINT_URL = console.url
 * // ... run the service ...
 * console.metrics({ name: 'page_viewed' }).series[0]?.Sum // 1000
 * await console.close()
 * ```
 */
export async function startConsole(options: ConsoleOptions = {}): Promise<RunningConsole> {
  const resolved = resolveOptions(options)
  const { limits, now, monotonic } = resolved
  const store = createStore(limits)
  const injector = new FaultInjector()
  injector.set(resolved.faults)
  const board = new AlarmBoard({
    definitions: resolved.alarms,
    metrics: store.metrics,
    maxHistory: limits.maxAlarmHistory,
    now,
  })
  const data = createConsoleData({ store, board, injector, now })
  const waits = createWaits()
  const endpoint = new AwsEndpoint({
    operations: createOperations(store, resolved.deliveryStreams),
    calls: store.calls,
    faults: injector,
    now,
    monotonic,
    wait: waits.wait,
  })

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS })
  const port = await listen(server, resolved)
  const host = resolved.host.includes(':') ? `[${resolved.host}]` : resolved.host
  const url = `http://${host}:${port}`
  const routes = new Map([...createApiRoutes(data), ...createPageRoutes({ store, board, injector, now, url })])
  server.on('request', createHandler(port, endpoint, routes))
  const stopEvaluating = everyMinute(() => board.evaluate())

  let closing: Promise<void> | undefined
  async function close(): Promise<void> {
    closing ??= (async () => {
      stopEvaluating()
      waits.release()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    })()
    await closing
  }

  return { ...data, url, port, close, [Symbol.asyncDispose]: close }
}

async function listen(server: Server, { port, host }: ResolvedOptions): Promise<number> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new ConsoleError(
      `The console cannot listen on ${host}:${port} (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Stop what uses the port, or choose another; 0 picks a free one.`,
      { code: 'MON_CONSOLE_LISTEN', cause: error },
    )
  }
  return (server.address() as AddressInfo).port
}

const NOT_FOUND = problem(404, 'There is nothing here. See / for the page and /api/summary for JSON.')

function createHandler(port: number, endpoint: AwsEndpoint, routes: ReadonlyMap<string, Route>) {
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const withBody = request.method !== 'HEAD'
    const refusal = refuse(request, port)
    if (refusal !== undefined) {
      request.resume()
      send(response, problem(refusal.status, refusal.message), { withBody })
      return
    }
    const { pathname, searchParams } = parsePath(request.url)
    if (request.method === 'POST' && isAwsPath(pathname)) {
      await endpoint.handle(request, response)
      return
    }
    const route = routes.get(pathname)
    const answer = route === undefined ? NOT_FOUND : await answerRoute(request, route, searchParams)
    request.resume()
    send(response, answer, { withBody })
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    handle(request, response).catch((error: unknown) => {
      // A client that went away while its body was read is no news; anything else is answered as broken.
      if (request.destroyed || response.headersSent) request.destroy()
      else send(response, problem(500, `The console failed: ${describe(error)}`), { withBody: true })
    })
  }
}

/** Splits path and query by hand: a URL parser refuses paths such as `//`. */
function parsePath(url = '/'): { readonly pathname: string; readonly searchParams: URLSearchParams } {
  const separator = url.indexOf('?')
  return separator === -1
    ? { pathname: url, searchParams: new URLSearchParams() }
    : { pathname: url.slice(0, separator), searchParams: new URLSearchParams(url.slice(separator + 1)) }
}

/** AWS JSON posts to the root; Smithy RPC v2 CBOR posts below `/service/`, and is refused by name. */
function isAwsPath(pathname: string): boolean {
  return pathname === '/' || pathname.startsWith('/service/')
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'
}
