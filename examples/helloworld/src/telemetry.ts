import { counter, defineTelemetry, event, histogram } from '@org/core/catalog'
import { z } from 'zod'

/** Everything helloworld emits. Instruments, events, alarms and IAM statements all come from here. */
export const telemetry = defineTelemetry({
  service: 'helloworld',
  metrics: {
    namespace: 'Helloworld/traffic',
    definitions: {
      page_viewed: counter({ unit: 'Count', dimensions: ['Version'], description: 'Visits of the home page' }),
      request_duration: histogram({
        unit: 'Milliseconds',
        dimensions: ['Route', 'StatusClass'],
        description: 'Time from the first byte of a request to the end of its response',
      }),
      // No dimensions: a series that every version shares, so that its alarm survives a deployment.
      server_errors: counter({ unit: 'Count', description: 'Responses with a status of 500 and above' }),
    },
  },
  events: {
    source: 'helloworld.app',
    types: {
      'helloworld application access request': event(
        z.object({ method: z.string(), path: z.string(), userAgent: z.string().optional() }),
        { description: 'Somebody visited the service' },
      ),
    },
  },
  logs: { deliveryStreamName: 'FirehoseLogs', destination: 'opensearch' },
})
