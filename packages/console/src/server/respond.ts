import type { ServerResponse } from 'node:http'

/** Sent with every answer that a browser may show: nothing is fetched from, framed by or leaked to elsewhere. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/** What to answer on one of the console's own routes. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>> | undefined
}

export function json(value: unknown, status = 200): Answer {
  return { status, contentType: 'application/json; charset=utf-8', body: `${JSON.stringify(value)}\n` }
}

/** An error of the console's own routes: `{ error: { message } }`. */
export function problem(status: number, message: string, headers?: Readonly<Record<string, string>>): Answer {
  return { ...json({ error: { message } }, status), headers }
}

/** Writes an answer; a HEAD request gets the headers alone. */
export function send(response: ServerResponse, answer: Answer, options: { readonly withBody: boolean }): void {
  response.writeHead(answer.status, {
    ...SECURITY_HEADERS,
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
    ...answer.headers,
  })
  response.end(options.withBody ? answer.body : undefined)
}
