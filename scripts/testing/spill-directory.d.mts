export function temporaryDirectory(): string
export function segmentsIn(directory: string): string[]
export function until(condition: () => boolean, step?: () => unknown): Promise<void>
