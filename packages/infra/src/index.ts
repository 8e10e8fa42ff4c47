export { ConfigurationError, MonitoringError } from '@org/core/catalog'
export type { AlarmTopicsProps } from './alarm-topics.js'
export { AlarmTopics } from './alarm-topics.js'
export type { AlarmActions, AlarmsProps } from './alarms.js'
export { Alarms } from './alarms.js'
export { grantTelemetry } from './grant-telemetry.js'
export type {
  PolicyCondition,
  PolicyDocumentJson,
  PolicyStatementJson,
  TelemetryLocation,
} from './policy/index.js'
export { telemetryPolicyDocument, telemetryPolicyStatements } from './policy/index.js'
