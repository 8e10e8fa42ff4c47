/** One name with the decision about it. */
export interface NameTableRow {
  readonly name: string
  /** The value under the name; without it, one that looks like a secret. */
  readonly value?: unknown
  readonly hidden: boolean
  readonly why: string
}

/** A row as it is written down. */
export type Decision = readonly [name: string, hidden: boolean, why: string, value?: unknown]

export function toRow([name, hidden, why, ...value]: Decision): NameTableRow {
  return value.length === 0 ? { name, hidden, why } : { name, hidden, why, value: value[0] }
}

export const SIGNS_IN = 'lets whoever has it in'
export const NO_SECRET = 'says nothing that lets anybody in'
export const COUNT = 'how many there are gives nothing away'
export const LOOKS_GENERATED = 'Zq7xK2mN9pR4sT6v'
