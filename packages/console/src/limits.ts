/** Datums of one PutMetricData request, over `MetricData` and `EntityMetricData`. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_DATUMS_PER_REQUEST = 1000
/** Bytes of one PutMetricData request after decompression (1 MB, as AWS counts it). https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_PUT_METRIC_DATA_BYTES = 1_048_576
/** Unique values of one datum. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_VALUES_PER_DATUM = 150
/** Dimensions of one metric. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_DIMENSIONS = 30
/** Characters of a dimension name. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
export const MAX_DIMENSION_NAME_LENGTH = 255
/** Characters of a dimension value. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
export const MAX_DIMENSION_VALUE_LENGTH = 1024
/** Characters of a metric name. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_METRIC_NAME_LENGTH = 255
/** Characters of a namespace. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_NAMESPACE_LENGTH = 255
/** Largest magnitude of a metric value. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_METRIC_MAGNITUDE = 2 ** 360
/** Milliseconds that a metric timestamp may lie in the past (two weeks). https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_TIMESTAMP_AGE_MS = 14 * 24 * 60 * 60 * 1000
/** Milliseconds that a metric timestamp may lie in the future (two hours). https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_TIMESTAMP_LEAD_MS = 2 * 60 * 60 * 1000
/** Seconds of granularity that CloudWatch stores. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const STORAGE_RESOLUTIONS: readonly number[] = [1, 60]
/** Seconds of granularity of a metric that states none. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const STANDARD_RESOLUTION_SECONDS = 60
/** `EntityMetricData` items of one request. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_ENTITIES_PER_REQUEST = 2
/** Key attributes of an entity, fewest and most. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Entity.html */
export const ENTITY_KEY_ATTRIBUTES = { min: 2, max: 4 } as const
/** Further attributes of an entity. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Entity.html */
export const MAX_ENTITY_ATTRIBUTES = 10
/** Queries of one GetMetricData request. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const MAX_METRIC_DATA_QUERIES = 500
/** Datapoints of one GetMetricData answer, default and most. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const MAX_DATAPOINTS_PER_ANSWER = 100_800
/** Seconds below a minute that a GetMetricData period may have. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html */
export const SUB_MINUTE_PERIODS: readonly number[] = [1, 5, 10, 20, 30]
/** The units CloudWatch knows. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const METRIC_UNITS: readonly string[] = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  ...['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'].flatMap((unit) => [unit, `${unit}/Second`]),
  ...['Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'].flatMap((unit) => [unit, `${unit}/Second`]),
  'Percent',
  'Count',
  'Count/Second',
  'None',
]

/** Records of one PutRecordBatch request. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export const MAX_RECORDS_PER_BATCH = 500
/** Bytes of one request's records before base64 (4 MiB). https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export const MAX_RECORD_BATCH_BYTES = 4_194_304
/** Bytes of one record before base64 (1,000 KiB). https://docs.aws.amazon.com/firehose/latest/APIReference/API_Record.html */
export const MAX_RECORD_BYTES = 1_024_000
/** Characters of a delivery stream name. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export const MAX_DELIVERY_STREAM_NAME_LENGTH = 64

/** Entries of one PutEvents request. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const MAX_ENTRIES_PER_REQUEST = 10
/** Bytes that the entries of one request must stay below (1 MB, as AWS counts it). https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const PUT_EVENTS_BYTES_BELOW = 1_048_576
/** Bytes that a `Time` counts for in an entry's size. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export const EVENT_TIME_BYTES = 14
/** Characters of a detail-type. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const MAX_DETAIL_TYPE_LENGTH = 128
/** Characters of an event source. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export const MAX_SOURCE_LENGTH = 256
/** Characters of one resource. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const MAX_RESOURCE_LENGTH = 2048
/** Characters of an event bus name or ARN. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const MAX_EVENT_BUS_NAME_LENGTH = 1600
/** Characters of a trace header. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const MAX_TRACE_HEADER_LENGTH = 500
/** Levels of nesting in a detail. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const MAX_DETAIL_DEPTH = 1000
/** Whole numbers in a detail fit 64 bits with sign. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const DETAIL_INTEGER_RANGE = { min: -9_223_372_036_854_775_808n, max: 9_223_372_036_854_775_807n } as const

/**
 * Bytes of a Firehose or EventBridge request on the wire and after decompression. Not a number of AWS: it is
 * above any request that keeps their limits (4 MiB in base64, 1 MB with every character escaped).
 */
export const MAX_REQUEST_BYTES = 8_388_608
/** Bytes of a request to the console's own routes. Not a number of AWS. */
export const MAX_API_REQUEST_BYTES = 65_536
