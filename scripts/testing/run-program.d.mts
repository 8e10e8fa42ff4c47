type Line = Readonly<Record<string, unknown>>

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** From the line `ending` on stdout to the end of the process. */
  readonly endedWithinMs: number
  /** Lines of stderr that say that something was not sent. */
  readonly unsent: readonly Line[]
  /** Lines of stderr in which a package says something of itself. */
  readonly diagnostics: readonly Line[]
  /** What Node said of an error that nobody caught. */
  readonly crash: readonly string[]
}

export function runProgram(
  program: string,
  argument: object,
  how?: { readonly signal?: NodeJS.Signals; readonly env?: Readonly<Record<string, string>> },
): Promise<Ended>
