import type { IncomingMessage } from 'node:http'
import { constants, gunzip } from 'node:zlib'
import { requestTooLarge, serializationError, unsupportedProtocol } from './aws-error.js'

/** A request body, decompressed. */
export interface Body {
  readonly bytes: Buffer
  /** As received, before decompression. */
  readonly wireBytes: number
}

/**
 * Reads a body of at most `maxBytes`. What goes beyond is read and discarded, so that the client gets the
 * answer instead of a broken pipe.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= maxBytes) chunks.push(chunk)
    else chunks.length = 0
  }
  if (length > maxBytes) throw requestTooLarge(maxBytes)
  return Buffer.concat(chunks, length)
}

/** Undoes `content-encoding`, never producing more than `maxBytes`. */
export async function decompress(bytes: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return bytes
    case 'gzip':
      return unzip(bytes, maxBytes)
    default:
      throw unsupportedProtocol(`Content-Encoding must be gzip or identity, not ${encoding}.`)
  }
}

function unzip(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gunzip(bytes, { maxOutputLength: maxBytes, finishFlush: constants.Z_FINISH }, (error, result) => {
      if (error === null) resolve(result)
      else if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') reject(requestTooLarge(maxBytes))
      else reject(serializationError('The body is not valid gzip.'))
    })
  })
}
