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
/** Characters of an event's detail-type. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const MAX_DETAIL_TYPE_LENGTH = 128
/** Characters of an event's source. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export const MAX_SOURCE_LENGTH = 256
/** Characters of an event bus name or ARN. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const MAX_EVENT_BUS_NAME_LENGTH = 1600
/** Characters of a delivery stream name. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export const MAX_DELIVERY_STREAM_NAME_LENGTH = 64
