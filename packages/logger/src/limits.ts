/** Records of one PutRecordBatch request. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export const MAX_RECORDS_PER_REQUEST = 500
/** Bytes of one PutRecordBatch request before base64. https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
export const MAX_REQUEST_BYTES = 4 * 1024 * 1024
/** Bytes of one record before base64 (1,000 KiB). https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
export const MAX_RECORD_BYTES = 1_024_000
/** Firehose bills every record rounded up to a multiple of this many bytes (5 KB). https://aws.amazon.com/firehose/pricing/ */
export const BILLING_INCREMENT_BYTES = 5 * 1024
/** Lines that one record may carry where the stream de-aggregates. https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html */
export const MAX_LINES_PER_RECORD = 500
/** Bytes at which a record of packed lines is closed; at this size rounding wastes less than 4 %. */
export const TARGET_PACKED_RECORD_BYTES = 64 * 1024
