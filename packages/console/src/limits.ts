/** Queries of one GetMetricData request. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const MAX_METRIC_DATA_QUERIES = 500

/** Datapoints of one GetMetricData answer, default and most. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const MAX_DATAPOINTS_PER_ANSWER = 100_800

/** Seconds below a minute that a GetMetricData period may have. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html */
export const SUB_MINUTE_PERIODS: readonly number[] = [1, 5, 10, 20, 30]

/**
 * Bytes of a Firehose or EventBridge request on the wire and after decompression. Not a number of AWS: it is
 * above any request that keeps their limits (4 MiB in base64, 1 MB with every character escaped).
 */
export const MAX_REQUEST_BYTES = 8_388_608

/** Bytes of a request to the console's own routes. Not a number of AWS. */
export const MAX_API_REQUEST_BYTES = 65_536
