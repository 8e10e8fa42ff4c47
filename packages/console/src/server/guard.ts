import type { IncomingMessage } from 'node:http'

/** Why a request is refused before anything looks at it. */
export interface Refusal {
  readonly status: number
  readonly message: string
}

const LOOPBACK_IPV4 = /^127\.(?:\d{1,3}\.){2}\d{1,3}$/
const READING_METHODS = ['GET', 'HEAD']

/** Whether a host name or address, without port, means this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || LOOPBACK_IPV4.test(host)
}

/**
 * Refuses what a page of another site could make a browser send. Listening on loopback is no protection:
 * a DNS name may be made to point here (so `Host` must be loopback), and a form or a script of another
 * origin may post here (so `Origin` must be the console's own for anything that is not a read).
 */
export function refuse(request: IncomingMessage, port: number): Refusal | undefined {
  if (!isOwnHost(request.headers.host, port)) {
    return {
      status: 403,
      message: `The Host header must be a loopback address with port ${port}, such as 127.0.0.1:${port}.`,
    }
  }
  if (READING_METHODS.includes(request.method ?? '')) return undefined
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  const isForeign =
    (origin !== undefined && !isOwnOrigin(origin, port)) || site === 'cross-site' || site === 'same-site'
  if (isForeign) return { status: 403, message: 'Requests from pages of another origin are refused.' }
  return undefined
}

function isOwnOrigin(origin: string, port: number): boolean {
  return origin.startsWith('http://') && isOwnHost(origin.slice('http://'.length), port)
}

/** HTTP's default port is not written. */
function isOwnHost(header: string | undefined, port: number): boolean {
  if (header === undefined) return false
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(header.toLowerCase())
  if (match === null) return false
  const [, host = '', stated = '80'] = match
  return isLoopback(host) && Number(stated) === port
}
