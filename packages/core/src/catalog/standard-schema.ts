/**
 * A validator that follows the Standard Schema convention (version 1): zod 4, valibot, arktype and
 * others do. Only the part that the packages use. https://standardschema.dev
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** The convention's own member: its version, who made the validator, and how it validates. */
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

/** A valid value, or the issues found. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

/** One thing wrong with a value. */
export interface StandardIssue {
  /** What is wrong, in words that may quote the value. */
  readonly message: string
  /** Where in the value; absent or empty for the value itself. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
