// An endpoint of AWS on loopback that takes what it is sent, or fails as a test says.
import { createServer } from 'node:http'
import { gunzipSync } from 'node:zlib'

/** What each operation answers when it takes everything. */
const TAKES_ALL = {
  PutMetricData: () => ({}),
  PutEvents: ({ Entries = [] }) => ({
    FailedEntryCount: 0,
    Entries: Entries.map((_entry, index) => ({ EventId: `e-${index}` })),
  }),
  PutRecordBatch: ({ Records = [] }) => ({
    FailedPutCount: 0,
    RequestResponses: Records.map((_record, index) => ({ RecordId: `r-${index}` })),
  }),
}

/**
 * Starts an endpoint. `usual` is what it answers where `answerNext` has said nothing else.
 *
 * @param {import('./endpoint.d.mts').EndpointAnswer} [usual]
 * @returns {Promise<import('./endpoint.d.mts').Endpoint>}
 */
export async function startEndpoint(usual = {}) {
  const calls = []
  const sockets = new Set()
  const next = []
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const sent = Buffer.concat(chunks)
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
    const operation = String(request.headers['x-amz-target']).split('.').at(-1)
    const answer = next.shift() ?? usual
    const call = { operation, headers: request.headers, bytes: body.length, body: JSON.parse(body.toString()), answer }
    calls.push(call)
    if (answer === 'silence') return
    if (answer === 'reset') {
      request.socket.destroy()
      return
    }
    const { status = 200, type, headers = {}, body: content = TAKES_ALL[operation]?.(call.body) ?? {} } = answer
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', ...headers })
    if (status === 200) response.end(JSON.stringify(content))
    else response.end(type === undefined ? '' : JSON.stringify({ __type: type, message: 'as the service says' }))
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    get taken() {
      return calls.filter(({ answer }) => typeof answer === 'object' && (answer.status ?? 200) === 200)
    },
    get openSockets() {
      return sockets.size
    },
    answerNext: (...answers) => void next.push(...answers),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The URL of an endpoint that nobody listens at. */
export async function deadEndpointUrl() {
  const endpoint = await startEndpoint()
  await endpoint.close()
  return endpoint.url
}
