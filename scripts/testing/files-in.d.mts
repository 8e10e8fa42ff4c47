export function filesIn(directory: string): string[]
