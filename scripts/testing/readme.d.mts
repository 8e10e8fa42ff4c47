export interface Block {
  readonly language: string
  readonly text: string
}

export interface Example {
  readonly code: string
  /** What is shown right after it; empty if nothing is. */
  readonly output: string
}

export interface Readme {
  readonly text: string
  readonly blocks: readonly Block[]
  readonly examples: readonly Example[]
  /** The rows of the first table after a line, or of all tables, each as its cells; the head included. */
  rows(line?: string): readonly (readonly string[])[]
  /** The row that begins with a name in code quotes. */
  row(name: string): readonly string[] | undefined
  /** The codes that the tables list, in their order. */
  readonly codes: readonly string[]
}

export interface RunOptions {
  readonly modules: Readonly<Record<string, unknown>>
  readonly globals?: Readonly<Record<string, unknown>>
  /** Receives each line that is logged. */
  readonly print?: (text: string) => void
}

export interface Run {
  printed(): string
  readonly exported: Readonly<Record<string, unknown>>
}

export function openReadme(url: URL): Readme
export function codesIn(source: URL): ReadonlySet<string>
export function runExample(code: string, options: RunOptions): Promise<Run>

export function knownOptions(configure: (options: never) => unknown): readonly string[]
