import { finished, Readable, type Writable } from 'node:stream'

/**
 * Resolves when a stream that is written to has ended, in whatever way. Lambda waits for that of a response, too, also
 * after its handler has returned.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 */
export function ended(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    finished(stream, { readable: false }, () => resolve())
  })
}

/** Whether something is a stream to write to, as a handler that streams its response gets one. */
export function isWritable(value: unknown): value is Writable {
  const { on, end, writableFinished } = (value ?? {}) as Partial<Record<keyof Writable, unknown>>
  return typeof on === 'function' && typeof end === 'function' && typeof writableFinished === 'boolean'
}

/**
 * A response that is, or has as its `body`, a stream to read from: the same, which ends only after `finish`. Undefined
 * for any other response.
 */
export function endingAfter(response: unknown, finish: () => Promise<void>): unknown {
  if (isReadable(response)) return held(response, finish)
  if (typeof response !== 'object' || response === null) return undefined
  const { body } = response as { readonly body?: unknown }
  return isReadable(body) ? { ...response, body: held(body, finish) } : undefined
}

/** What can be read until its end: a stream of Node, or one of the Web. */
interface Body extends AsyncIterable<unknown> {
  readonly readableObjectMode?: boolean | undefined
}

function isReadable(value: unknown): value is Body {
  if (typeof value !== 'object' || value === null) return false
  const { getReader, pipe } = value as { readonly getReader?: unknown; readonly pipe?: unknown }
  return (typeof pipe === 'function' || typeof getReader === 'function') && Symbol.asyncIterator in value
}

function held(body: Body, finish: () => Promise<void>): Readable {
  return Readable.from(readThen(body, finish), { objectMode: body.readableObjectMode ?? false })
}

/** Also where the reading is broken off, or fails. */
async function* readThen(body: Body, finish: () => Promise<void>): AsyncGenerator<unknown> {
  try {
    yield* body
  } finally {
    await finish()
  }
}
