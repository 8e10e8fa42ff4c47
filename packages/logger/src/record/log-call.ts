/** A log call in whatever form winston accepts, as one message with fields. */
export interface LogCall {
  /** The text, with its tokens filled in. */
  readonly message: string
  /** What was given besides. */
  readonly fields: Readonly<Record<string, unknown>> | undefined
  /** The first error among it; undefined when there was none. */
  readonly error: unknown
}
