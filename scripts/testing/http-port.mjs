// The way of a child process to an endpoint of its test, without an SDK that takes time to load.
import { request } from 'node:http'

/**
 * @param {string} url
 * @param {string} operation Such as `PutEvents`.
 * @returns {import('./http-port.d.mts').HttpPort}
 */
export function httpPort(url, operation) {
  return {
    send: (body, { signal }) =>
      new Promise((resolve, reject) => {
        const headers = { 'x-amz-target': `test.${operation}`, connection: 'close' }
        const sent = request(url, { method: 'POST', headers, signal }, async (response) => {
          let text = ''
          for await (const chunk of response.setEncoding('utf8')) text += chunk
          const answer = text === '' ? {} : JSON.parse(text)
          if (response.statusCode === 200) resolve(answer)
          else reject(new ServiceError(answer.__type ?? 'Unknown', response.statusCode))
        })
        sent.on('error', reject)
        sent.end(JSON.stringify(body))
      }),
  }
}

/** As the SDK's own errors are. */
class ServiceError extends Error {
  constructor(name, httpStatusCode) {
    super('as the service says')
    this.name = name
    this.$metadata = { httpStatusCode }
  }
}
