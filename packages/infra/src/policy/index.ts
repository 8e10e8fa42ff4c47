export { ConfigurationError, MonitoringError } from '@org/core/catalog'
export type {
  PolicyCondition,
  PolicyDocumentJson,
  PolicyStatementJson,
  TelemetryLocation,
} from './telemetry-policy.js'
export { telemetryPolicyDocument, telemetryPolicyStatements } from './telemetry-policy.js'
