export type { Diagnostic, DiagnosticHandler } from '@org/core'
export { ConfigurationError, MonitoringError } from '@org/core'
export type { AwsPort } from '@org/core/aws'
export type { DeliveryResult, DropReason, Timeout } from '@org/core/delivery'
export type { RedactionOptions } from '@org/core/redaction'
export type { SenderStats } from '@org/core/sender'
export type { SpillOptions, SpillStore } from '@org/core/spill'
export type { EventMetadata } from './detail/metadata.js'
export type { Events, EventsOf, EventsStats, PublishResult } from './events.js'
export { createEvents } from './events.js'
export type { EventsOptions } from './options.js'
export type { PublishOptions } from './publish-options.js'
export type { EventAdjustment, EventRefusal } from './refusals.js'
export type {
  EventsClient,
  EventsPort,
  PutEventsEntry,
  PutEventsRequest,
  PutEventsResult,
  PutEventsResultEntry,
} from './wire.js'
