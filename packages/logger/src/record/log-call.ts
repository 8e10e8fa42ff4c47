/** A log call in whatever form winston accepts, as one message with fields. */
export interface LogCall {
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>> | undefined
  readonly error: unknown
}
