import { MAX_RESOURCE_LENGTH, PUT_EVENTS_BYTES_LIMIT } from '@org/core/aws'
import type { EventAdjustment } from './refusals.js'

/** What may be said about an event besides its detail. */
export interface PublishOptions {
  /**
   * ARNs or names of what the event is about, 1 to 2,048 characters each, besides those of its type; others are left
   * out, and counted. Secrets in them are hidden as in the detail. @defaultValue []
   */
  readonly resources?: readonly string[] | undefined
  /** When it happened; an invalid date is replaced by the time of the call, and counted. @defaultValue the time of the call */
  readonly time?: Date | undefined
}

/** The options as they were at the call. */
export interface ReadPublishOptions {
  readonly resources: readonly string[]
  /** Undefined where the time of the call takes its place. */
  readonly time: Date | undefined
}

/** As a resource has a byte at least, no entry can hold more. */
const MAX_RESOURCES = PUT_EVENTS_BYTES_LIMIT

/**
 * Reads the options, whatever they are, and makes copies: what the application does to them later changes no event. A
 * getter or a proxy that throws is of no use, and no reason to lose the event.
 *
 * @param redactText Takes secrets out of a resource, which must be one afterwards, too.
 */
export function readPublishOptions(
  options: PublishOptions | undefined,
  redactText: (text: string) => string,
  onAdjusted: (adjustment: EventAdjustment) => void,
): ReadPublishOptions {
  if (options === undefined || options === null) return { resources: [], time: undefined }
  return {
    resources: readOr(
      [],
      () => readResources(options.resources, redactText, onAdjusted),
      () => onAdjusted('resourceLeftOut'),
    ),
    time: readOr(
      undefined,
      () => readTime(options.time),
      () => onAdjusted('timeReplaced'),
    ),
  }
}

function readResources(
  resources: readonly string[] | undefined,
  redactText: (text: string) => string,
  onAdjusted: (adjustment: EventAdjustment) => void,
): readonly string[] {
  if (resources === undefined) return []
  const kept: string[] = []
  const length = Array.isArray(resources) ? Math.min(resources.length, MAX_RESOURCES) : 0
  for (let index = 0; index < length; index++) {
    const resource: unknown = resources[index]
    const shown = isResource(resource) ? redactText(resource) : resource
    if (isResource(shown)) kept.push(shown)
  }
  if (kept.length !== resources.length) onAdjusted('resourceLeftOut')
  return kept
}

function isResource(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_RESOURCE_LENGTH
}

/** @throws when it is no valid date. */
function readTime(time: Date | undefined): Date | undefined {
  if (time === undefined) return undefined
  const copy = new Date(Date.prototype.getTime.call(time))
  if (Number.isNaN(copy.getTime())) throw new RangeError('not a valid date')
  return copy
}

function readOr<T>(otherwise: T, read: () => T, onFailure: () => void): T {
  try {
    return read()
  } catch {
    onFailure()
    return otherwise
  }
}
