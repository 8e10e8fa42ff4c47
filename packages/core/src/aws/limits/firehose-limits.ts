/** Records of one PutRecordBatch request. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export const MAX_RECORDS_PER_REQUEST = 500

/** Bytes of one PutRecordBatch request before base64 (4 MiB). https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
export const MAX_RECORD_BATCH_BYTES = 4 * 1024 * 1024

/** Bytes of one record before base64 (1,000 KiB). https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
export const MAX_RECORD_BYTES = 1_024_000

/** Characters of a delivery stream name. https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export const MAX_DELIVERY_STREAM_NAME_LENGTH = 64

/** Firehose bills every record rounded up to a multiple of this many bytes (5 KB). https://aws.amazon.com/firehose/pricing/ */
export const FIREHOSE_BILLING_INCREMENT_BYTES = 5 * 1024

/** Lines that one record may carry where the stream de-aggregates. https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html */
export const MAX_LINES_PER_RECORD = 500
