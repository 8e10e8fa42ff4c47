import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gracefulShutdown } from '@org/express-health'
import { createApp } from './app.js'
import { readConfiguration } from './configuration.js'
import { createMonitoring } from './monitoring.js'

/** Time that the delivery of what is held has at the end, in ms. */
const FLUSH_TIMEOUT_MS = 10_000

const configuration = readConfiguration(process.env)
const monitoring = createMonitoring(configuration)
const { logger, health } = monitoring

const server = createServer(createApp(monitoring))
gracefulShutdown(server, {
  health,
  readinessDelayMs: configuration.drainDelayMs,
  hookTimeoutMs: FLUSH_TIMEOUT_MS,
  onShutdown: [() => monitoring.shutdown(FLUSH_TIMEOUT_MS - 500)],
})

server.listen(configuration.port, configuration.host)
try {
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  health.markReady()
  logger.info('listening', { host: configuration.host, port })
} catch (error) {
  logger.error('cannot listen; choose another address with PORT and HOST', { error })
  process.exitCode = 1
  await monitoring.shutdown(FLUSH_TIMEOUT_MS)
}
