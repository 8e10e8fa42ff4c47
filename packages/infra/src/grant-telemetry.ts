import { mismatch } from '@org/core/aws'
import { ConfigurationError, type Telemetry } from '@org/core/catalog'
import { Aws } from 'aws-cdk-lib'
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { type TelemetryLocation, telemetryPolicyStatements } from './policy/telemetry-policy.js'

/**
 * Lets a role, function, task or user emit exactly what a catalog declares:
 * {@link telemetryPolicyStatements} on its identity policy.
 *
 * @param location - Where the bus and the stream live. @defaultValue the account and region of the stack
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) as {@link telemetryPolicyStatements}, and when the grantee takes
 * no statements: the service would be denied without anybody noticing.
 *
 * @example
 * ```ts
 * grantTelemetry(telemetry, taskDefinition.taskRole)
 * ```
 */
export function grantTelemetry(
  telemetry: Telemetry,
  grantee: IGrantable,
  location: TelemetryLocation = { partition: Aws.PARTITION, region: Aws.REGION, account: Aws.ACCOUNT_ID },
): void {
  if (typeof grantee?.grantPrincipal?.addToPrincipalPolicy !== 'function') {
    throw mismatch('grantee', 'a role, function, task or user of aws-cdk-lib', grantee)
  }
  for (const statement of telemetryPolicyStatements(telemetry, location)) {
    const { statementAdded } = grantee.grantPrincipal.addToPrincipalPolicy(PolicyStatement.fromJson(statement))
    if (statementAdded) continue
    throw new ConfigurationError(
      `\`grantTelemetry\` must be given a role, function, task or user with a policy of its own; ${String(grantee.grantPrincipal)} takes no statements. Attach telemetryPolicyDocument() to it where it is defined.`,
    )
  }
}
