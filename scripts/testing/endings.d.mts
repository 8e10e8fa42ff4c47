export type Ending = 'empty loop' | 'process.exit' | 'signal' | 'uncaught exception' | 'unhandled rejection'

export const ENDINGS: Readonly<Record<Ending, () => void>>
export function endBy(ending: Ending): void
