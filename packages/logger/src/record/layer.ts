/**
 * Fields that many records share (identity, a child's bindings, a request's context), written once.
 * Records copy the text.
 */
export interface Layer {
  /** `,"key":value` for each field. */
  readonly fragment: string
  /** The fields as they were given, for the case that one of another layer has the same name. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Their names. */
  readonly keys: ReadonlySet<string>
  /** Those that can be the value of a name beside them, as in `{ name, value }`. */
  readonly valueKeys: readonly string[]
  /** What had to be cut, as JSON. */
  readonly cuts: string | undefined
  /** A name had to be changed, so it is only unique among those written with it. */
  readonly altered: boolean
}

/** A layer of a logger without one. */
export const EMPTY_LAYER: Layer = {
  fragment: '',
  fields: {},
  keys: new Set(),
  valueKeys: [],
  cuts: undefined,
  altered: false,
}
