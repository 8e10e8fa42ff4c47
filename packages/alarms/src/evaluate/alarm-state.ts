/** The states of an alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html */
export const ALARM_STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const

/** One of {@link ALARM_STATES}. */
export type AlarmState = (typeof ALARM_STATES)[number]

/** The state in which CloudWatch creates an alarm. */
export const INITIAL_ALARM_STATE: AlarmState = 'INSUFFICIENT_DATA'
