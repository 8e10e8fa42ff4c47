/** Characters of an alarm name. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const MAX_ALARM_NAME_LENGTH = 255

/** Characters of an alarm description. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const MAX_ALARM_DESCRIPTION_LENGTH = 1024

/** Actions for each state of an alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const MAX_ACTIONS_PER_STATE = 5

/** Seconds; the periods that make a high-resolution alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html */
export const HIGH_RESOLUTION_PERIODS_SECONDS: readonly number[] = [10, 20, 30]

/** Seconds; every other period is a multiple of this. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const STANDARD_PERIOD_STEP_SECONDS = 60

/** Seconds; from this period on the longer window limit applies. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const LONG_PERIOD_SECONDS = 3_600

/** Seconds; Period x EvaluationPeriods while Period is under an hour. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const MAX_WINDOW_SECONDS = 86_400

/** Seconds; Period x EvaluationPeriods with a period of an hour or more. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const MAX_LONG_PERIOD_WINDOW_SECONDS = 604_800

/** Seconds between two evaluations of an alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html */
export const EVALUATION_INTERVAL_SECONDS = 60

/** Seconds between two evaluations of a high-resolution alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html */
export const HIGH_RESOLUTION_EVALUATION_INTERVAL_SECONDS = 10

/** Seconds between two evaluations of an alarm whose window is longer than a day. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html */
export const MULTI_DAY_EVALUATION_INTERVAL_SECONDS = 3_600

/** Decimals of a percentile such as `p99.95`. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
export const MAX_PERCENTILE_DECIMALS = 2

/**
 * Samples on the far side of a percentile below which it is statistically insignificant: p99 wants
 * 10 / (1 - 0.99) = 1,000. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
export const LOW_SAMPLE_NUMERATOR = 10

/** Characters of a logical id. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html */
export const MAX_LOGICAL_ID_LENGTH = 255

/** Resources of one template. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const MAX_RESOURCES_PER_TEMPLATE = 500

/** Characters of a topic name. https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const MAX_TOPIC_NAME_LENGTH = 256
