import type { EventDefinition, RedactionCatalog } from '@org/core/catalog'
import {
  createJsonReplacer,
  createRedaction,
  type JsonReplacer,
  type Redaction,
  type RedactionOptions,
} from '@org/core/redaction'

/** One type of a catalog, made ready for publishing. */
export interface ResolvedEventType {
  readonly definition: EventDefinition
  readonly redaction: Redaction
  readonly replacer: JsonReplacer | undefined
}

/** @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function resolveEventType(
  definition: EventDefinition,
  catalog: RedactionCatalog = {},
  redact: RedactionOptions | false = {},
): ResolvedEventType {
  if (redact === false) return { definition, redaction: createRedaction(false), replacer: undefined }
  const redaction = createRedaction({
    ...redact,
    keys: [...(redact.keys ?? []), ...(catalog.secret ?? []), ...(definition.secret ?? [])],
    allow: [...(redact.allow ?? []), ...(catalog.safe ?? []), ...(definition.safe ?? [])],
  })
  return { definition, redaction, replacer: createJsonReplacer(redaction) }
}
