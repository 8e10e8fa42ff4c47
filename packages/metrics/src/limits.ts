/** Datums of one request. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_DATUMS_PER_REQUEST = 1_000

/**
 * Bytes of one request. AWS says "1 MB" and not whether before or after gzip; this is the stricter
 * reading: uncompressed, and a megabyte of 1,000,000.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export const MAX_REQUEST_BYTES = 1_000_000

/** Values, with their counts, of one datum. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_VALUES_PER_DATUM = 150

/** Values lie between minus and plus this. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_VALUE = 2 ** 360

/**
 * Magnitudes below this are recorded as 0: older texts of AWS name it as the smallest one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const MIN_MAGNITUDE = 8.51592e-109

/** A datum may be this much older than the moment it is sent, in ms: 14 days. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_DATUM_AGE_MS = 14 * 24 * 3_600_000

/** A datum may lie this far in the future, in ms: 2 hours. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_DATUM_LEAD_MS = 2 * 3_600_000
