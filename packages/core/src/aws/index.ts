// @org/alarms and @org/infra see this room and not the root of the package: they refuse options in the words in which
// the rules of names below refuse them.
export {
  describeValue,
  expectBoolean,
  expectInteger,
  expectKnownKeys,
  expectObject,
  expectOneOf,
  expectString,
  mismatch,
} from '../expect.js'
export { classifyAwsError } from './classify-error.js'
export type { AwsClientOptions, AwsClientSettings } from './client.js'
export { awsClientSettings } from './client.js'
export { entryFailureKind, recordFailureKind } from './error-classes.js'
export {
  ENTITY_KEY_ATTRIBUTES,
  MAX_DATUM_AGE_MS,
  MAX_DATUM_LEAD_MS,
  MAX_DATUMS_PER_REQUEST,
  MAX_DIMENSION_NAME_LENGTH,
  MAX_DIMENSION_VALUE_LENGTH,
  MAX_DIMENSIONS,
  MAX_EMF_DOCUMENT_BYTES,
  MAX_EMF_METRICS,
  MAX_EMF_VALUES,
  MAX_ENTITIES_PER_REQUEST,
  MAX_ENTITY_ATTRIBUTE_NAME_LENGTH,
  MAX_ENTITY_ATTRIBUTE_VALUE_LENGTH,
  MAX_ENTITY_ATTRIBUTES,
  MAX_ENTITY_KEY_ATTRIBUTE_NAME_LENGTH,
  MAX_METRIC_NAME_LENGTH,
  MAX_METRIC_VALUE,
  MAX_NAMESPACE_LENGTH,
  MAX_VALUES_PER_DATUM,
  MIN_METRIC_MAGNITUDE,
  PUT_METRIC_DATA_BYTES_LIMIT,
  RESERVED_NAMESPACE_PREFIX,
  STANDARD_RESOLUTION_SECONDS,
  STORAGE_RESOLUTIONS,
} from './limits/cloudwatch-limits.js'
export {
  DETAIL_INTEGER_RANGE,
  ENTRY_TIME_BYTES,
  MAX_DETAIL_DEPTH,
  MAX_DETAIL_TYPE_LENGTH,
  MAX_ENTRIES_PER_REQUEST,
  MAX_EVENT_BUS_NAME_LENGTH,
  MAX_RESOURCE_LENGTH,
  MAX_SOURCE_LENGTH,
  MAX_TRACE_HEADER_LENGTH,
  PUT_EVENTS_BYTES_LIMIT,
  RESERVED_SOURCE_PREFIX,
} from './limits/eventbridge-limits.js'
export {
  FIREHOSE_BILLING_INCREMENT_BYTES,
  MAX_DELIVERY_STREAM_NAME_LENGTH,
  MAX_LINES_PER_RECORD,
  MAX_RECORD_BATCH_BYTES,
  MAX_RECORD_BYTES,
  MAX_RECORDS_PER_REQUEST,
} from './limits/firehose-limits.js'
export {
  CLOUDWATCH_NAME,
  DELIVERY_STREAM_NAME,
  EVENT_BUS_NAME,
  expectDeliveryStreamName,
  expectDimensionName,
  expectEventBusName,
  expectEventSource,
  expectMetricName,
  expectNamespace,
  isDimensionName,
  isDimensionValue,
  VISIBLE_ASCII,
} from './names.js'
export type { AwsPort, ClientOption, OperationMethods, PortOptions, Sdk, SdkClient } from './port.js'
export { createPort } from './port.js'
export {
  ALARM_USD_PER_MONTH,
  EVENT_BILLING_INCREMENT_BYTES,
  EVENTS_USD_PER_MILLION,
  FIREHOSE_USD_PER_GIGABYTE,
  HIGH_RESOLUTION_ALARM_USD_PER_MONTH,
  LOGS_USD_PER_GIGABYTE,
  METRIC_USD_PER_MONTH,
  PRICES_AS_OF,
  PUT_METRIC_DATA_USD_PER_THOUSAND,
} from './prices.js'
export type { MeasuredEntry } from './put-events-rules.js'
export { entryBytes, eventEntryViolation, putEventsViolation } from './put-events-rules.js'
export type { DatumList, PutMetricDataContext } from './put-metric-data-rules.js'
export { datumListsOf, putMetricDataBytes, putMetricDataViolation } from './put-metric-data-rules.js'
export { putRecordBatchViolation, putRecordViolation, recordBytes } from './put-record-batch-rules.js'
export type { CloudWatchTextRule } from './rules/cloudwatch-name-rules.js'
export { cloudWatchTextViolation, dimensionsViolation } from './rules/cloudwatch-name-rules.js'
export { detailViolation } from './rules/event-detail-rules.js'
export { metricDatumBytes, metricDatumViolation } from './rules/metric-datum-rules.js'
export type { EntityFailure } from './rules/metric-entity-rules.js'
export { entityFailure } from './rules/metric-entity-rules.js'
export type { AwsViolation, AwsViolationCode } from './rules/violation.js'
export { AwsViolationError, QUERY_ERROR_CODES } from './rules/violation.js'
export type { WireStructure } from './rules/wire.js'
export { wireNumber, wireTimestamp } from './rules/wire.js'
export type { MetricUnit } from './units.js'
export { METRIC_UNITS } from './units.js'
