import { ConfigurationError } from '@org/core/catalog'
import { type AlarmDefinition, SEVERITIES, type Severity } from '../definition/alarm-definition.js'
import { describeReceived } from '../definition/problems.js'

/** When an alarm of one severity fires: M of the N newest periods. */
export interface AlarmTiming {
  /** Length of a period in seconds. */
  readonly periodSeconds: number
  /** N. */
  readonly evaluationPeriods: number
  /** M. */
  readonly datapointsToAlarm: number
}

/** Three bad minutes out of five: a single bad minute pages nobody, and a gap between two does not hide them. */
export const DEFAULT_TIMING: AlarmTiming = { periodSeconds: 60, evaluationPeriods: 5, datapointsToAlarm: 3 }

/** What a preset lets its user change for one severity; false leaves that severity out. */
export type SeverityOverride<S> = { readonly [K in keyof S]?: S[K] | undefined } | false

/** Overrides of a preset's defaults by severity. */
export type SeverityOverrides<S> = { readonly [K in Severity]?: SeverityOverride<S> | undefined }

/** The settings of each severity that is wanted, warning first. */
export function resolveSeverities<S extends AlarmTiming>(
  defaults: Readonly<Record<Severity, S>>,
  overrides: SeverityOverrides<S>,
): readonly (readonly [Severity, S])[] {
  return SEVERITIES.flatMap((severity) => {
    const override = overrides[severity]
    return override === false ? [] : [[severity, { ...defaults[severity], ...withoutUndefined(override) }] as const]
  })
}

function withoutUndefined(override: object = {}): object {
  return Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined))
}

/** A page for one bad datapoint wakes people for noise, so presets refuse it. */
export function refuseHastyPage(definition: AlarmDefinition): AlarmDefinition {
  if (definition.severity !== 'critical' || definition.datapointsToAlarm > 1) return definition
  throw new ConfigurationError(
    `Alarm ${describeReceived(definition.name)} would page for a single bad datapoint: ` +
      `it is critical with ${definition.datapointsToAlarm} of ${definition.evaluationPeriods}. ` +
      'Set datapointsToAlarm to 2 or more (the default is 3 of 5), or make it a warning.',
  )
}
