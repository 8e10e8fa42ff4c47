export type { Diagnostic, DiagnosticHandler } from '@org/core'
export { ConfigurationError, MonitoringError } from '@org/core'
export type { AwsPort } from '@org/core/aws'
export { currentContext, detectIdentity, runWithContext } from '@org/core/context'
export type { DeliveryResult, DropReason, Timeout } from '@org/core/delivery'
export type { RedactionOptions } from '@org/core/redaction'
export type { SenderStats } from '@org/core/sender'
export type {
  CustomSpillOptions,
  DirectorySpillOptions,
  RetrievalLimits,
  RetrievedLine,
  SpilledLine,
  SpillOptions,
  SpillReceipt,
  SpillStats,
  SpillStore,
} from '@org/core/spill'
export { createLogger } from './create-logger.js'
export type { FirehoseOptions } from './firehose/firehose-options.js'
export type {
  FirehoseClientOption,
  FirehosePort,
  PutRecordBatchRequest,
  PutRecordBatchResult,
  PutRecordBatchResultEntry,
} from './firehose/wire.js'
export type { AccessRecord } from './http/access-record.js'
export type { DebugOnErrorOptions } from './http/debug-on-error.js'
export type { RequestLoggerOptions, RequestMiddleware } from './http/request-logger.js'
export { requestLogger } from './http/request-logger.js'
export { isTraceSampled } from './http/trace-sampling.js'
export type { ConsoleOptions, LoggerOptions } from './options.js'
export type { FieldNames, FieldNamesOption } from './record/field-names.js'
export type { RecordLimits } from './record/limits.js'
export type { LoggerStats } from './recorder.js'
export type { ConsoleFormat } from './sinks/console-sink.js'
export type { LineStream } from './sinks/line-stream.js'
export type { StdoutStats } from './sinks/stdout-writer.js'
export type { FirehoseTransportOptions } from './winston/firehose-transport.js'
export { FirehoseTransport } from './winston/firehose-transport.js'
export type { LevelMap } from './winston/levels.js'
export type { Logger, LoggerWithLevels } from './winston/logger.js'
