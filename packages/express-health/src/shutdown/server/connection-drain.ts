import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '@org/core'
import { type DrainableServer, stopAccepting } from './drainable-server.js'

/** So long the `close` events of connections are waited for, in ms; they come within a turn or two of the event loop. */
const CLOSE_EVENTS_TIMEOUT_MS = 1_000

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
  #onClose: () => void = () => {}

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
   * Stops accepting, closes idle connections, and waits for the rest up to `timeoutMs`. Whoever records the requests
   * when their responses close has seen them all when this resolves, those too that were cut off.
   * Resolves to the number of connections that had to be destroyed.
   */
  async close(timeoutMs: number, clock: Clock): Promise<number> {
    this.announce()
    this.#closing = true
    const closed = new Promise<'closed'>((resolve) => {
      stopAccepting(this.#server, () => resolve('closed'))
    })
    // Who was about to listen would still serve requests, and nobody would wait for them.
    this.#server.on('listening', this.#onListening)
    this.#closeIdle()

    const expired = new Promise<'expired'>((resolve) => {
      const cancel = clock.schedule(() => resolve('expired'), timeoutMs)
      void closed.then(cancel)
    })
    const destroyed = (await Promise.race([closed, expired])) === 'closed' ? 0 : this.#destroy()
    await this.#closeEvents(clock)
    return destroyed
  }

  /** Lets go of the server. */
  dispose(): void {
    this.#server.off('connection', this.#onConnection)
    this.#server.off('request', this.#onRequest)
    this.#server.off('listening', this.#onListening)
  }

  readonly #onConnection = (socket: Socket): void => {
    this.#sockets.add(socket)
    socket.once('close', () => {
      this.#sockets.delete(socket)
      this.#onClose()
    })
  }

  readonly #onRequest = (_request: IncomingMessage, response: ServerResponse): void => {
    this.#responses.add(response)
    response.once('close', () => {
      this.#responses.delete(response)
      if (this.#closing) this.#closeIdle()
      this.#onClose()
    })
    if (this.#announced) askToClose(response)
  }

  readonly #onListening = (): void => stopAccepting(this.#server)

  #closeIdle(): void {
    // One turn of the event loop, for requests that have arrived and were not read yet.
    setImmediate(() => {
      // Node takes a connection for idle as soon as `end()` was called, also while most of a large answer still waits
      // for its client to read. The `close` of that answer leads here again.
      if (!this.#isFlushing()) this.#server.closeIdleConnections()
      // Node takes a connection that has not sent a byte for a busy one.
      for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy()
    })
  }

  #isFlushing(): boolean {
    for (const { writableEnded, req } of this.#responses) if (writableEnded && !req.socket.destroyed) return true
    return false
  }

  #destroy(): number {
    const destroyed = this.#sockets.size
    for (const socket of this.#sockets) socket.destroy()
    this.#server.closeAllConnections()
    return destroyed
  }

  /** Resolves one turn of the event loop after the last connection and the last response have closed. */
  #closeEvents(clock: Clock): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        cancel()
        this.#onClose = () => {}
        setImmediate(resolve)
      }
      const cancel = clock.schedule(finish, CLOSE_EVENTS_TIMEOUT_MS)
      this.#onClose = () => {
        if (this.#sockets.size === 0 && this.#responses.size === 0) finish()
      }
      this.#onClose()
    })
  }
}

function askToClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close')
}
