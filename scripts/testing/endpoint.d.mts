import type { IncomingHttpHeaders } from 'node:http'

/**
 * What the endpoint does with a request: no answer, a closed connection, or an answer. Without a status it takes
 * everything; with another one than 200 it names the error `type`, or has an empty body.
 */
export type EndpointAnswer =
  | 'silence'
  | 'reset'
  | {
      readonly status?: number
      readonly type?: string
      readonly headers?: Readonly<Record<string, string>>
      /** In place of one that takes everything. */
      readonly body?: object
    }

export interface EndpointCall {
  /** Such as `PutEvents`. */
  readonly operation: string
  readonly headers: IncomingHttpHeaders
  /** Bytes of the body after decompression. */
  readonly bytes: number
  // biome-ignore lint/suspicious/noExplicitAny: each operation has a body of its own
  readonly body: any
  readonly answer: EndpointAnswer
}

export interface Endpoint {
  readonly url: string
  readonly calls: readonly EndpointCall[]
  /** Calls that were answered with 200. */
  readonly taken: readonly EndpointCall[]
  readonly openSockets: number
  answerNext(...answers: readonly EndpointAnswer[]): void
  close(): Promise<void>
}

export function startEndpoint(usual?: EndpointAnswer): Promise<Endpoint>
export function deadEndpointUrl(): Promise<string>
