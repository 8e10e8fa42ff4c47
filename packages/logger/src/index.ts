export { ConfigurationError, MonitoringError } from '@org/core'
export { currentContext, detectIdentity, runWithContext } from '@org/core/context'
export type { FirehosePort, PutRecordResult } from './aws/firehose-client.js'
export { createLogger } from './create-logger.js'
export type { FirehoseOptions } from './firehose/firehose-sink.js'
export type { FirehoseStats } from './firehose/watched-delivery.js'
export type { FirehoseTransportOptions } from './firehose-transport.js'
export { FirehoseTransport } from './firehose-transport.js'
export type { AccessRecord } from './http/access-record.js'
export type { DebugOnErrorOptions } from './http/debug-on-error.js'
export type { RequestLoggerOptions, RequestMiddleware } from './http/request-logger.js'
export { requestLogger } from './http/request-logger.js'
export { isTraceSampled } from './http/trace-sampling.js'
export type { LevelMap } from './levels.js'
export type { Logger, LoggerWithLevels } from './logger.js'
export type { LoggerOptions } from './options.js'
export type { FieldNames, FieldNamesOption } from './record/field-names.js'
export type { RecordLimits } from './record/limits.js'
export type { RedactionOptions } from './redact/redaction.js'
export type { ConsoleFormat, LineStream } from './sinks/console-sink.js'
export type { CustomSpillOptions, DirectorySpillOptions, SpillOptions } from './spill/spill-options.js'
export type {
  RetrievalLimits,
  RetrievedLine,
  SpilledLine,
  SpillReceipt,
  SpillStats,
  SpillStore,
} from './spill/spill-store.js'
