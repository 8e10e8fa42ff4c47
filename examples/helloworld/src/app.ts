import { setTimeout as delay } from 'node:timers/promises'
import { type AccessRecord, requestLogger } from '@org/logger'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import type { Monitoring } from './monitoring.js'

const SERVER_ERROR = 500
const NOT_FOUND = 404
const MAX_SLOW_MS = 10_000
const DEFAULT_SLOW_MS = 400

/** Hello World, with every visit logged, counted, timed and announced. */
export function createApp({ logger, metrics, events, health, version }: Monitoring): Express {
  const pageViewed = metrics.counter('page_viewed').bind({ Version: version })
  const requestDuration = metrics.histogram('request_duration')
  const serverErrors = metrics.counter('server_errors').bind()

  function observe({ method, path, route, statusCode, durationMs, userAgent }: AccessRecord): void {
    const statusClass = `${Math.floor(statusCode / 100)}xx`
    requestDuration.record(durationMs, { Route: route ?? 'unmatched', StatusClass: statusClass })
    if (statusCode >= SERVER_ERROR) serverErrors.add(1)
    events.publish('helloworld application access request', {
      method,
      path,
      ...(userAgent === undefined ? {} : { userAgent }),
    })
  }

  const app = express()
  app.disable('x-powered-by')
  app.use(health.middleware())
  app.use(requestLogger(logger, { message: 'access', onRequest: observe, debugOnError: true }))

  // Held, and written for requests that fail or are slow: what the access record does not say.
  app.use(({ httpVersion, headers, query }, _response, next) => {
    const parameters = Object.keys(query).length
    logger.debug('received', { httpVersion, contentType: headers['content-type'], parameters })
    next()
  })

  app.get('/', (_request, response) => {
    pageViewed.add(1)
    response.type('text/plain').send('Hello World')
  })

  // Two routes to try the monitoring with.
  app.get('/slow', async (request, response) => {
    await delay(Math.min(MAX_SLOW_MS, Number(request.query['ms']) || DEFAULT_SLOW_MS))
    response.type('text/plain').send('Hello, slowly')
  })
  app.get('/error', () => {
    throw new Error('This route always fails')
  })

  app.use((_request, response) => {
    response.status(NOT_FOUND).type('text/plain').send('Not Found')
  })
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    logger.error('request failed', { error, method: request.method, path: request.path })
    if (response.headersSent) next(error)
    else response.status(SERVER_ERROR).type('text/plain').send('Internal Server Error')
  })
  return app
}
