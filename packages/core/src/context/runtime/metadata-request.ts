/** What a metadata endpoint is asked. */
export interface MetadataRequest {
  readonly method?: 'GET' | 'PUT' | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly timeoutMs: number
}

/** Larger answers are no metadata. */
const MAX_ANSWER_BYTES = 262_144

const OK = 200

/**
 * Asks a metadata endpoint; rejects on any status but 200 and when the time is up. The socket never
 * keeps the process alive.
 */
export async function requestMetadata(
  url: string,
  { method = 'GET', headers = {}, timeoutMs }: MetadataRequest,
): Promise<string> {
  // Here, as most processes never ask and would load a server and a client for nothing.
  const { request } = await import('node:http')
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { method, headers, agent: false, signal: AbortSignal.timeout(timeoutMs) },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk: string) => {
          text += chunk
          if (text.length > MAX_ANSWER_BYTES) outgoing.destroy(new Error('The answer is too large.'))
        })
        answer.on('error', reject)
        answer.on('end', () => {
          if (answer.statusCode === OK) resolve(text)
          else reject(new Error(`The metadata endpoint answered ${answer.statusCode}.`))
        })
      },
    )
    outgoing.on('socket', (socket) => socket.unref())
    outgoing.on('error', reject)
    outgoing.end()
  })
}
