export function parseStrictJson(text: string): unknown
