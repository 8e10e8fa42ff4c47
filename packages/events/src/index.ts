export type {
  EventsClient,
  PutEventsEntry,
  PutEventsRequest,
  PutEventsResult,
  PutEventsResultEntry,
} from './client.js'
export type { Events, EventsOf, EventsStats, PublishOptions, PublishResult } from './events.js'
export { createEvents } from './events.js'
export type { Adjustment, Refusal } from './issues.js'
export type { EventMetadata } from './metadata.js'
export type { EventsOptions } from './options.js'
export type { RedactOptions } from './redact-keys.js'
