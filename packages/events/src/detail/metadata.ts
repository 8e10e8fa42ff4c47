import { currentContext, type Identity } from '@org/core/context'

/**
 * What the package adds to every detail, as `detail.metadata`. Fields of the application in an object
 * of that name stay; these win.
 */
export interface EventMetadata {
  /** `publisher` and `sequence`: unique per event and the same in every resend. Consumers drop what they have seen. */
  readonly id: string
  /** Names the publisher, that is, one life of one process: 1 to 128 characters. */
  readonly publisher: string
  /** 1, 2, 3, … per publisher: a gap is a lost event. */
  readonly sequence: number
  /** Name of the service; `unknown_service:node` where nothing names it. */
  readonly service: string
  /** Name of the host, by default the operating system's. */
  readonly hostname: string
  /** Version of the service; absent where it is unknown. */
  readonly version?: string | undefined
  /** Environment such as `production`; absent where it is unknown. */
  readonly environment?: string | undefined
  /** Of the request that the event belongs to, from `runWithContext`; absent outside of any. */
  readonly requestId?: string | undefined
}

export function createMetadata(identity: Identity, publisher: string, sequence: number): EventMetadata {
  const { requestId } = currentContext()
  return {
    id: `${publisher}-${sequence}`,
    publisher,
    sequence,
    service: identity.service,
    hostname: identity.hostname,
    ...(identity.version === undefined ? {} : { version: identity.version }),
    ...(identity.environment === undefined ? {} : { environment: identity.environment }),
    ...(typeof requestId === 'string' ? { requestId } : {}),
  }
}
