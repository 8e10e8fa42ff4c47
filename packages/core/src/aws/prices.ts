/**
 * List prices of AWS in us-east-1, in US dollars, as they were on {@link PRICES_AS_OF}. Other regions differ by up to
 * a half. They are for estimates and never decide what is sent.
 */
export const PRICES_AS_OF = '2026-11-01'

/** A custom metric a month, for the first 10,000; billed by the hour in which it has data. https://aws.amazon.com/cloudwatch/pricing/ */
export const METRIC_USD_PER_MONTH = 0.3

/** 1,000 requests of PutMetricData. https://aws.amazon.com/cloudwatch/pricing/ */
export const PUT_METRIC_DATA_USD_PER_THOUSAND = 0.01

/** A standard-resolution alarm a month. https://aws.amazon.com/cloudwatch/pricing/ */
export const ALARM_USD_PER_MONTH = 0.1

/** A high-resolution alarm a month. https://aws.amazon.com/cloudwatch/pricing/ */
export const HIGH_RESOLUTION_ALARM_USD_PER_MONTH = 0.3

/** A gigabyte of logs taken in by CloudWatch Logs, which embedded metrics are. https://aws.amazon.com/cloudwatch/pricing/ */
export const LOGS_USD_PER_GIGABYTE = 0.5

/** A gigabyte taken in by Firehose, for the first 500 TB a month, each record rounded up to 5 KB. https://aws.amazon.com/firehose/pricing/ */
export const FIREHOSE_USD_PER_GIGABYTE = 0.029

/** A million events of an application, each counted once per 64 KB. https://aws.amazon.com/eventbridge/pricing/ */
export const EVENTS_USD_PER_MILLION = 1

/** Bytes of one billed event. https://aws.amazon.com/eventbridge/pricing/ */
export const EVENT_BILLING_INCREMENT_BYTES = 64 * 1024
