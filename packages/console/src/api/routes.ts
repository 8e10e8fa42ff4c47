import type { IncomingMessage } from 'node:http'
import { ConfigurationError, MonitoringError } from '@org/core'
import { MAX_API_REQUEST_BYTES } from '../limits.js'
import { AwsError } from '../protocol/aws-error.js'
import { readBody } from '../protocol/body.js'
import { type Answer, json, problem } from '../server/respond.js'
import type { ConsoleData } from './console-data.js'
import { expectKnown, readCallQuery, readEventQuery, readLogQuery, readMetricQuery } from './search-params.js'

type Handler = (request: IncomingMessage, parameters: URLSearchParams) => Answer | Promise<Answer>

/** The handlers of one path by method. HEAD is answered as GET. */
export type Route = Readonly<Partial<Record<'GET' | 'PUT' | 'POST' | 'DELETE', Handler>>>

/** The JSON routes by path. */
export function createApiRoutes(data: ConsoleData): ReadonlyMap<string, Route> {
  return new Map<string, Route>([
    ['/api/logs', { GET: (_request, parameters) => json(data.logs(readLogQuery(parameters))) }],
    ['/api/metrics', { GET: (_request, parameters) => json(data.metrics(readMetricQuery(parameters))) }],
    ['/api/events', { GET: (_request, parameters) => json(data.events(readEventQuery(parameters))) }],
    ['/api/calls', { GET: (_request, parameters) => json(data.calls(readCallQuery(parameters))) }],
    ['/api/alarms', { GET: withoutQuery(() => json({ alarms: data.alarms() })) }],
    ['/api/summary', { GET: withoutQuery(() => json(data.summary())) }],
    [
      '/api/faults',
      {
        GET: withoutQuery(() => json(data.faults())),
        PUT: withoutQuery(async (request) => {
          data.setFaults(await readJson(request))
          return json(data.faults())
        }),
        DELETE: withoutQuery(() => {
          data.setFaults({})
          return json(data.faults())
        }),
      },
    ],
    [
      '/api/data',
      {
        DELETE: withoutQuery(() => {
          data.clear()
          return json(data.summary())
        }),
      },
    ],
  ])
}

/** Refuses any parameter: a filter that does nothing would lie. */
function withoutQuery(handler: (request: IncomingMessage) => Answer | Promise<Answer>): Handler {
  return (request, parameters) => {
    expectKnown(parameters, [])
    return handler(request)
  }
}

/** Runs the handler for the method; what is wrong with the request is answered, not thrown. */
export async function answerRoute(
  request: IncomingMessage,
  route: Route,
  parameters: URLSearchParams,
): Promise<Answer> {
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '')
  const handler = (route as Readonly<Record<string, Handler | undefined>>)[method]
  if (handler === undefined) {
    const allowed = Object.keys(route).flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]))
    return problem(405, `Only ${allowed.join(', ')} here.`, { allow: allowed.join(', ') })
  }
  try {
    return await handler(request, parameters)
  } catch (error) {
    if (MonitoringError.is(error)) return problem(400, error.message)
    if (error instanceof AwsError) return problem(error.shape.status, error.message)
    throw error
  }
}

async function readJson(request: IncomingMessage): Promise<object> {
  const body = await readBody(request, MAX_API_REQUEST_BYTES)
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch {
    value = undefined
  }
  if (typeof value === 'object' && value !== null) return value
  throw new ConfigurationError('The body must be a JSON object.')
}
