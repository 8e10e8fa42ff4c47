/** A connection that is not established by then is given up, in ms. */
const CONNECTION_TIMEOUT_MS = 1_000

/** What a package lets its users say of its own AWS client. */
export interface AwsClientOptions {
  readonly region?: string | undefined
  readonly endpoint?: string | undefined
  readonly requestTimeoutMs: number
}

/** The settings that every client of ours has, in the shape that AWS SDK clients take. */
export interface AwsClientSettings {
  readonly region?: string
  readonly endpoint?: string
  readonly maxAttempts: number
  readonly requestHandler: {
    readonly connectionTimeout: number
    readonly requestTimeout: number
    readonly throwOnRequestTimeout: boolean
  }
}

/**
 * Settings for a client that sends through delivery: bounded in time, which the SDK's clients are not
 * by default, and without attempts of its own, which would multiply with delivery's.
 *
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-timeouts.html
 */
export function awsClientSettings({ region, endpoint, requestTimeoutMs }: AwsClientOptions): AwsClientSettings {
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: Math.min(CONNECTION_TIMEOUT_MS, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
  }
}

/** A client that is there when it is needed. */
export interface LazyClient<C extends object> {
  get(): Promise<C>
  /** Closes the connections of a client that was loaded; one that was given is its owner's. Never rejects. */
  close(): Promise<void>
}

/** The client that was given, or one that is loaded on the first send. A load that fails is tried again with the next send. */
export function lazyClient<C extends object>(
  given: C | undefined,
  load: () => Promise<C & { destroy?: (() => void) | undefined }>,
): LazyClient<C> {
  let loaded: Promise<C & { destroy?: (() => void) | undefined }> | undefined
  return {
    async get() {
      if (given !== undefined) return given
      loaded ??= load()
      try {
        return await loaded
      } catch (error) {
        loaded = undefined
        throw error
      }
    },
    async close() {
      const client = await loaded?.catch(() => undefined)
      client?.destroy?.()
    },
  }
}
