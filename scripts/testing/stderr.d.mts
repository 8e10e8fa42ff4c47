export interface StderrCapture {
  /** What was written, each line parsed. */
  lines(): readonly Readonly<Record<string, unknown>>[]
  /** Lets everything reach stderr again. */
  release(): void
}

export function captureStderr(): StderrCapture
