import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'

/** A server that `gracefulShutdown` can drain. */
export type DrainableServer = HttpServer | HttpsServer

/** What is used of a server; one of HTTP/2 lacks some of it. */
export const SERVER_METHODS = ['on', 'off', 'prependListener', 'close', 'closeIdleConnections', 'closeAllConnections']

const CLOSE_IDLE = 'closeIdleConnections'

/**
 * Closes a server and leaves its connections alone. `close()` of Node also closes the idle ones, for which it takes
 * those too whose answer is complete but still waits for its client to read.
 *
 * @param onClosed Called when the last connection is gone, also when the server was not listening.
 * @see https://nodejs.org/api/http.html#serverclosecallback
 */
export function stopAccepting(server: DrainableServer, onClosed?: () => void): void {
  const own = Object.getOwnPropertyDescriptor(server, CLOSE_IDLE)
  Object.defineProperty(server, CLOSE_IDLE, { value: () => {}, configurable: true, writable: true })
  try {
    // The error that the callback may get says that the server was not listening, which is what we want.
    server.close(() => onClosed?.())
  } finally {
    if (own === undefined) Reflect.deleteProperty(server, CLOSE_IDLE)
    else Object.defineProperty(server, CLOSE_IDLE, own)
  }
}
