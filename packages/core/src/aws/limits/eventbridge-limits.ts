/** Entries of one PutEvents request. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const MAX_ENTRIES_PER_REQUEST = 10

/**
 * Bytes that the entries of one request must stay below. AWS says "less than 1MB" and not which megabyte; this is the
 * stricter reading. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const PUT_EVENTS_BYTES_LIMIT = 1_000_000

/** Bytes that the `Time` of an entry counts. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
export const ENTRY_TIME_BYTES = 14

/** Characters of a detail-type. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const MAX_DETAIL_TYPE_LENGTH = 128

/** Characters of an event's source. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export const MAX_SOURCE_LENGTH = 256

/** Sources that begin so are AWS's own. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html */
export const RESERVED_SOURCE_PREFIX = 'aws.'

/** Characters of one resource. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const MAX_RESOURCE_LENGTH = 2_048

/** Characters of an event bus name or ARN. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const MAX_EVENT_BUS_NAME_LENGTH = 1_600

/** Characters of a trace header. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export const MAX_TRACE_HEADER_LENGTH = 500

/** Levels of nesting in a detail. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const MAX_DETAIL_DEPTH = 1_000

/** Whole numbers in a detail fit 64 bits with sign. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const DETAIL_INTEGER_RANGE = {
  min: -9_223_372_036_854_775_808n,
  max: 9_223_372_036_854_775_807n,
} as const
