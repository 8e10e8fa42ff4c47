import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Clock } from '@org/core'

/** A server that `gracefulShutdown` can drain. */
export type DrainableServer = HttpServer | HttpsServer

/**
 * Knows the connections of one server, so that it can be closed without cutting off an answer. Node's own
 * `close()` waits for requests, but leaves their connections open for the whole keep-alive time
 * afterwards, and never ends a connection that was upgraded or that has not spoken yet.
 */
export class ConnectionDrain {
  readonly #server: DrainableServer
  readonly #sockets = new Set<Socket>()
  readonly #responses = new Set<ServerResponse>()
  #announced = false
  #closing = false

  constructor(server: DrainableServer) {
    this.#server = server
    server.on('connection', this.#onConnection)
    // First, so that the header is there before the application answers.
    server.prependListener('request', this.#onRequest)
  }

  /** Requests that are not answered yet. */
  get inFlight(): number {
    return this.#responses.size
  }

  /** From now on every answer asks its client to connect elsewhere, as far as headers are not sent yet. */
  announce(): void {
    this.#announced = true
    for (const response of this.#responses) askToClose(response)
  }

  /**
   * Stops accepting, closes idle connections, and waits for the rest up to `timeoutMs`.
   * Resolves to the number of connections that had to be destroyed.
   */
  async close(timeoutMs: number, clock: Clock): Promise<number> {
    this.announce()
    this.#closing = true
    const closed = new Promise<'closed'>((resolve) => {
      // The error says that the server was not listening, which is what we want.
      this.#server.close(() => resolve('closed'))
    })
    this.#closeIdle()

    const expired = new Promise<'expired'>((resolve) => {
      const cancel = clock.schedule(() => resolve('expired'), timeoutMs)
      void closed.then(cancel)
    })
    if ((await Promise.race([closed, expired])) === 'closed') return 0

    const destroyed = this.#sockets.size
    for (const socket of this.#sockets) socket.destroy()
    this.#server.closeAllConnections()
    return destroyed
  }

  /** Lets go of the server. */
  dispose(): void {
    this.#server.off('connection', this.#onConnection)
    this.#server.off('request', this.#onRequest)
  }

  readonly #onConnection = (socket: Socket): void => {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }

  readonly #onRequest = (_request: IncomingMessage, response: ServerResponse): void => {
    this.#responses.add(response)
    response.once('close', () => {
      this.#responses.delete(response)
      if (this.#closing) this.#closeIdle()
    })
    if (this.#announced) askToClose(response)
  }

  #closeIdle(): void {
    // One turn of the event loop, for requests that have arrived and were not read yet.
    setImmediate(() => {
      this.#server.closeIdleConnections()
      // Node takes a connection that has not sent a byte for a busy one.
      for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy()
    })
  }
}

function askToClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close')
}
