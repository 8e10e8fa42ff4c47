export { ConfigurationError, MonitoringError } from '@org/core/catalog'
export type {
  AlarmDefinition,
  AlarmDefinitionInput,
  ComparisonOperator,
  LowSampleCountRule,
  MetricIdentity,
  MissingDataTreatment,
  Severity,
} from './definition/alarm-definition.js'
export {
  COMPARISON_OPERATORS,
  LOW_SAMPLE_COUNT_RULES,
  MISSING_DATA_TREATMENTS,
  SEVERITIES,
} from './definition/alarm-definition.js'
export { breaches } from './definition/comparison.js'
export { defineAlarm, parseAlarmDefinitions } from './definition/define-alarm.js'
export { alarmDefinitionSchema } from './definition/schema.js'
export type { BasicStatistic, MetricStatistic, PercentileStatistic } from './definition/statistic.js'
export { BASIC_STATISTICS, isMetricStatistic } from './definition/statistic.js'
export { aggregate } from './evaluate/aggregate.js'
export type { AlarmState } from './evaluate/alarm-state.js'
export { ALARM_STATES } from './evaluate/alarm-state.js'
export type { EvaluateOptions } from './evaluate/evaluate.js'
export { evaluate } from './evaluate/evaluate.js'
export type { AlarmEvaluation, EvaluatedDatapoint } from './evaluate/evaluation.js'
export type { EvaluationRangeProfile } from './evaluate/evaluation-range.js'
export { EVALUATION_RANGE_PROFILES } from './evaluate/evaluation-range.js'
export type { AlarmWindow, DecidingRule, JudgedPoint, WindowVerdict } from './evaluate/judge-window.js'
export { judgeWindow } from './evaluate/judge-window.js'
export type { Observation, SetObservation, StatisticSet, ValueObservation } from './evaluate/observation.js'
export { statisticSetOf } from './evaluate/observation.js'
export type {
  AlbErrorSource,
  AlbLatencyAlarmOptions,
  AlbOptions,
  AlbServerErrorAlarmOptions,
} from './presets/alb.js'
export { albLatencyAlarms, albServerErrorAlarms } from './presets/alb.js'
export type { CatalogAlarmFields, CatalogAlarmInput } from './presets/catalog-alarm.js'
export { catalogAlarm } from './presets/catalog-alarm.js'
export type { EmittedDimensions } from './presets/catalog-dimensions.js'
export type {
  ClassicElbLatencyAlarmOptions,
  ClassicElbOptions,
  ClassicElbServerErrorAlarmOptions,
} from './presets/classic-elb.js'
export { classicElbLatencyAlarms, classicElbServerErrorAlarms } from './presets/classic-elb.js'
export type { LatencySettings, LoadBalancerAlarmOptions, ServerErrorSettings } from './presets/load-balancer-alarms.js'
export type { AlarmTiming, SeverityOverride, SeverityOverrides } from './presets/severity-settings.js'
export type {
  CloudFormationAlarm,
  CloudFormationAlarmProperties,
  CloudFormationOptions,
  CloudFormationTemplate,
} from './render/cloudformation.js'
export { toCloudFormation } from './render/cloudformation.js'
export type { TopicReference, TopicsBySeverity } from './render/topic.js'
