/** The states of an alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

/** The state in which CloudWatch creates an alarm. */
export const INITIAL_ALARM_STATE: AlarmState = 'INSUFFICIENT_DATA'
