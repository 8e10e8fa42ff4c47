/** Time to reach the endpoint, in ms. */
const CONNECTION_TIMEOUT_MS = 1_000

/** Bounds a request in time; the SDK's clients wait for ever by default. https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/node-configuring-timeouts.html */
export function requestTimeouts(requestTimeoutMs: number): {
  readonly connectionTimeout: number
  readonly requestTimeout: number
  readonly throwOnRequestTimeout: boolean
} {
  return {
    connectionTimeout: Math.min(CONNECTION_TIMEOUT_MS, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  }
}
