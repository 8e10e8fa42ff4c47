/** Entries of one request. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const MAX_ENTRIES_PER_REQUEST = 10

/**
 * The total size of the entries of a request must stay below this many bytes. AWS says "less than
 * 1MB"; this is the stricter reading, a megabyte of 1,000,000.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const REQUEST_BYTES_LIMIT = 1_000_000

/** Bytes that an entry's `Time` counts. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
export const TIME_BYTES = 14

/** Characters of one resource. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const MAX_RESOURCE_LENGTH = 2_048
