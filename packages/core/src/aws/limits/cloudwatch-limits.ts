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

/** Namespaces that begin so are AWS's own. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const RESERVED_NAMESPACE_PREFIX = 'AWS/'

/** Datums of one PutMetricData request, over `MetricData` and `EntityMetricData`. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_DATUMS_PER_REQUEST = 1_000

/**
 * Bytes that the body of a PutMetricData request must stay below, before compression. AWS says "1 MB" and neither
 * which megabyte nor whether before or after gzip; this is the stricter reading of both.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export const PUT_METRIC_DATA_BYTES_LIMIT = 1_000_000

/** Unique values, with their counts, of one datum. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_VALUES_PER_DATUM = 150

/** Values lie between minus and plus this. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_METRIC_VALUE = 2 ** 360

/**
 * Magnitudes below this are recorded as 0: older texts of AWS name it as the smallest one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const MIN_METRIC_MAGNITUDE = 8.51592e-109

/** A datum may be this much older than the moment it is sent, in ms: 14 days. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_DATUM_AGE_MS = 14 * 24 * 3_600_000

/** A datum may lie this far in the future, in ms: 2 hours. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_DATUM_LEAD_MS = 2 * 3_600_000

/** Seconds of granularity that CloudWatch stores. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const STORAGE_RESOLUTIONS = [1, 60] as const

/** Seconds of granularity of a metric that states none. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const STANDARD_RESOLUTION_SECONDS = 60

/** Metrics of one document in the embedded metric format. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
export const MAX_EMF_METRICS = 100

/** Values of one metric in a document of the embedded metric format. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
export const MAX_EMF_VALUES = 100

/** Bytes of one document in the embedded metric format, which is one log event. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
export const MAX_EMF_DOCUMENT_BYTES = 1_000_000

/** `EntityMetricData` items of one request. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_ENTITIES_PER_REQUEST = 2

/** Key attributes of an entity, fewest and most. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Entity.html */
export const ENTITY_KEY_ATTRIBUTES = { min: 2, max: 4 } as const

/** Characters of the name of a key attribute. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Entity.html */
export const MAX_ENTITY_KEY_ATTRIBUTE_NAME_LENGTH = 32

/** Further attributes of an entity. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Entity.html */
export const MAX_ENTITY_ATTRIBUTES = 10

/** Characters of the name of a further attribute. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Entity.html */
export const MAX_ENTITY_ATTRIBUTE_NAME_LENGTH = 256

/** Characters of the value of any attribute of an entity. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Entity.html */
export const MAX_ENTITY_ATTRIBUTE_VALUE_LENGTH = 2_048
