import { currentContext, type Identity } from '@org/core/context'

/**
 * What the package adds to every detail, as `detail.metadata`. Fields of the application in an object
 * of that name stay; these win.
 */
export interface EventMetadata {
  /** Unique per event and the same in every resend: consumers drop what they have seen. */
  readonly id: string
  /** Names the publisher, that is, one life of one process. */
  readonly publisher: string
  /** 1, 2, 3, … per publisher: a gap is a lost event. */
  readonly sequence: number
  readonly service: string
  readonly hostname: string
  readonly version?: string | undefined
  readonly environment?: string | undefined
  /** Of the request that the event belongs to, from `runWithContext`. */
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
