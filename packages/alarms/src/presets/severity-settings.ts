import { describeValue, expectKnownKeys, mismatch } from '@org/core/aws'
import { ConfigurationError } from '@org/core/catalog'
import { type AlarmDefinition, SEVERITIES, type Severity } from '../definition/alarm-definition.js'

/** When an alarm of one severity fires: M of the N newest periods. */
export interface AlarmTiming {
  /** Length of a period in seconds: a multiple of 60, or 10, 20 or 30 for a high-resolution metric. @defaultValue 60 */
  readonly periodSeconds: number
  /** N: how many of the newest periods are judged; with the period at most a day. @defaultValue 5 */
  readonly evaluationPeriods: number
  /** M: how many of the N must be bad; 1 to N, and for a critical alarm at least 2. @defaultValue 3 */
  readonly datapointsToAlarm: number
}

/** Three bad minutes out of five: a single bad minute pages nobody, and a gap between two does not hide them. */
export const DEFAULT_TIMING: AlarmTiming = { periodSeconds: 60, evaluationPeriods: 5, datapointsToAlarm: 3 }

/** What a preset lets its user change for one severity; false leaves that severity out. A setting that is left out keeps its default. */
export type SeverityOverride<S> = { readonly [K in keyof S]?: S[K] | undefined } | false

/** Overrides of a preset's defaults by severity. */
export type SeverityOverrides<S> = { readonly [K in Severity]?: SeverityOverride<S> | undefined }

/**
 * The settings of each severity that is wanted, warning first.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for an override that is neither settings nor false, and for a
 * setting that the preset does not have: it would change nothing, without a word.
 */
export function resolveSeverities<S extends AlarmTiming>(
  defaults: Readonly<Record<Severity, S>>,
  overrides: SeverityOverrides<S>,
): readonly (readonly [Severity, S])[] {
  return SEVERITIES.flatMap((severity) => {
    const override = overrides[severity]
    if (override === false) return []
    return [[severity, { ...defaults[severity], ...expectSettings(severity, override, defaults[severity]) }] as const]
  })
}

function expectSettings(severity: Severity, override: object | undefined, defaults: object): object {
  if (override === undefined) return {}
  if (typeof override !== 'object' || override === null || Array.isArray(override)) {
    throw mismatch(severity, 'an object of settings, or false to leave the severity out', override)
  }
  expectKnownKeys(severity, override, Object.keys(defaults))
  const given = Object.entries(override).filter(([, value]) => value !== undefined)
  for (const [name, value] of given) {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw mismatch(`${severity}.${name}`, 'a finite number', value)
    }
  }
  return Object.fromEntries(given)
}

/** A page for one bad datapoint wakes people for noise, so presets refuse it. */
export function refuseHastyPage(definition: AlarmDefinition): AlarmDefinition {
  if (definition.severity !== 'critical' || definition.datapointsToAlarm > 1) return definition
  throw new ConfigurationError(
    `Alarm ${describeValue(definition.name)} would page for a single bad datapoint: ` +
      `it is critical with ${definition.datapointsToAlarm} of ${definition.evaluationPeriods}. ` +
      'Set datapointsToAlarm to 2 or more (the default is 3 of 5), or make it a warning.',
  )
}
