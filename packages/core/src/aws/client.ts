/** A connection that is not established by then is given up, in ms. */
const CONNECTION_TIMEOUT_MS = 1_000

/** What a package lets its users say of its own AWS client. */
export interface AwsClientOptions {
  /** AWS region. @defaultValue what the SDK finds out */
  readonly region?: string | undefined
  /** URL of the service. @defaultValue the SDK's, which `AWS_ENDPOINT_URL_…` may set */
  readonly endpoint?: string | undefined
  /** A request that is not answered by then is given up, in ms. */
  readonly requestTimeoutMs: number
}

/** The settings that every client of ours has, in the shape that AWS SDK clients take. */
export interface AwsClientSettings {
  /** AWS region; absent where the SDK is to find out. */
  readonly region?: string
  /** URL of the service; absent for the SDK's own. */
  readonly endpoint?: string
  /** Always 1: delivery sends again. */
  readonly maxAttempts: number
  /** Bounds in ms of connecting and of the whole request. */
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
 *
 * @example
 * ```ts
 * new FirehoseClient(awsClientSettings({ region: 'eu-west-1', requestTimeoutMs: 5_000 }))
 * ```
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
