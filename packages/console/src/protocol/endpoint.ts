import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { internalError, throttled } from '../faults/answers.js'
import type { FaultInjector } from '../faults/injector.js'
import { MAX_REQUEST_BYTES } from '../limits.js'
import type { Call, Calls } from '../store/calls.js'
import { AwsError, type AwsErrorShape, serializationError, unknownOperation } from './aws-error.js'
import { decompress, readBody } from './body.js'
import { type Structure, structure } from './members.js'
import type { Operations } from './operations.js'
import { expectContentType, expectJsonProtocol, parseTarget, type ServiceProtocol, type Target } from './target.js'

/** What the endpoint works with. */
export interface EndpointOptions {
  readonly operations: Operations
  readonly calls: Calls
  readonly faults: FaultInjector
  readonly now: () => number
  readonly monotonic: () => number
  /** Resolves after that many milliseconds, or when the console closes. */
  readonly wait: (ms: number) => Promise<void>
}

type Draft = {
  -readonly [K in keyof Omit<Call, 'sequence' | 'durationMs'>]: Call[K]
}

/** What goes back, besides the headers that every answer has. */
interface Reply {
  readonly status: number
  readonly body: Structure
  readonly headers: Readonly<Record<string, string>>
}

/** The AWS-shaped endpoint: one request in, one answer (or, by a fault, none) and one recorded call out. */
export class AwsEndpoint {
  readonly #options: EndpointOptions

  constructor(options: EndpointOptions) {
    this.#options = options
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { calls, now, monotonic } = this.#options
    const startedAt = monotonic()
    const draft: Draft = {
      time: now(),
      requestId: randomUUID(),
      service: 'unknown',
      operation: '',
      status: 0,
      wireBytes: 0,
      bodyBytes: 0,
      items: 0,
      failedItems: 0,
    }
    let protocol: ServiceProtocol | undefined
    let reply: Reply | 'reset'
    try {
      const target = await this.#identify(request, draft)
      protocol = target.protocol
      reply = await this.#run(request, target, draft)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      draft.failedItems = draft.items
      draft.error = error.shape.name
      reply = errorReply(error.shape, protocol)
    }
    if (reply !== 'reset') draft.status = reply.status
    calls.add({ ...draft, durationMs: monotonic() - startedAt })
    if (reply === 'reset') request.socket.resetAndDestroy()
    else write(response, reply, draft.requestId, protocol)
  }

  /** Finds service and operation; a request that is refused here is still read to its end. */
  async #identify(request: IncomingMessage, draft: Draft): Promise<Target> {
    try {
      expectJsonProtocol(request.headers, request.url?.split('?', 1)[0] ?? '/')
      const target = parseTarget(request.headers)
      draft.service = target.protocol.service
      draft.operation = target.operation
      expectContentType(request.headers, target.protocol)
      return target
    } catch (error) {
      draft.wireBytes = (await readBody(request, MAX_REQUEST_BYTES)).length
      throw error
    }
  }

  async #run(request: IncomingMessage, { protocol, operation }: Target, draft: Draft): Promise<Reply | 'reset'> {
    const { operations, faults, wait } = this.#options
    const received = await readBody(request, protocol.maxBytes)
    draft.wireBytes = received.length
    const handler = operations[protocol.service].get(operation)
    if (handler === undefined) {
      const known = [...operations[protocol.service].keys()].join(', ')
      throw unknownOperation(
        `The console does not have ${protocol.service} ${operation.slice(0, 80)}; it has ${known}.`,
      )
    }
    const body = await decompress(received, request.headers['content-encoding'], protocol.maxBytes)
    draft.bodyBytes = body.length
    const input = parseInput(body)
    draft.items = handler.countItems(input)

    const drawn = faults.draw(operation)
    if (drawn.call !== undefined) draft.fault = drawn.call
    if (drawn.call === 'reset') {
      draft.failedItems = draft.items
      return 'reset'
    }
    if (drawn.call === 'throttle') throw throttled(protocol.service)
    if (drawn.call === 'error500') throw internalError(protocol.service)

    const result = handler.run(input, {
      receivedAt: draft.time,
      bodyBytes: body.length,
      refuseItem() {
        const refusal = drawn.item()
        if (refusal !== undefined) draft.fault ??= 'partialFailure'
        return refusal
      },
    })
    draft.items = result.items
    draft.failedItems = result.failedItems
    if (drawn.latencyMs > 0) await wait(drawn.latencyMs)
    if (drawn.call === 'acceptThenDrop') return 'reset'
    return { status: 200, body: result.output, headers: result.headers ?? {} }
  }
}

function parseInput(body: Buffer): Structure {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch {
    throw serializationError('The body is not valid JSON.')
  }
  return structure(value, 'The body')
}

function errorReply(shape: AwsErrorShape, protocol: ServiceProtocol | undefined): Reply {
  const fault = shape.status >= 500 ? 'Receiver' : 'Sender'
  return {
    status: shape.status,
    body: { __type: `${protocol?.errorNamespace ?? ''}${shape.name}`, message: shape.message },
    headers: shape.queryCode === undefined ? {} : { 'x-amzn-query-error': `${shape.queryCode};${fault}` },
  }
}

function write(response: ServerResponse, reply: Reply, requestId: string, protocol: ServiceProtocol | undefined): void {
  const body = JSON.stringify(reply.body)
  response.writeHead(reply.status, {
    'x-amzn-requestid': requestId,
    'content-type': protocol?.contentType ?? 'application/x-amz-json-1.1',
    'content-length': Buffer.byteLength(body),
    ...reply.headers,
  })
  response.end(body)
}
