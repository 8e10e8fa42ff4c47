import { defineTelemetry, event, type StandardSchema } from '@org/core/catalog'
import type { EventsOf } from '../../src/index.js'

interface AnythingSchema extends StandardSchema {
  readonly '~standard': StandardSchema['~standard'] & {
    readonly types?: { readonly input: object; readonly output: object }
  }
}

const anything: AnythingSchema = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) },
}

export const telemetry = defineTelemetry({
  service: 'ends',
  version: '1.2.3',
  environment: 'test',
  events: {
    source: 'ends.test',
    types: {
      'order placed': event(anything, { eventBusName: 'orders', resources: ['arn:aws:s3:::orders'], priority: 5 }),
      'page requested': anything,
    },
  },
})

/** Ids of what {@link publish} publishes: more than one request takes. */
export const PUBLISHED: readonly string[] = Array.from({ length: 14 }, (_, index) => `p-${index + 1}`)

/** As a service does. */
export function publish(events: EventsOf<typeof telemetry>): void {
  for (let order = 0; order < 7; order++) {
    events.publish('order placed', { order, password: 'hunter2', text: 'quotes " and ü and\nlines' })
    events.publish('page requested', { url: 'https://app:hunter2@example.test/' }, { resources: ['page'] })
  }
}
