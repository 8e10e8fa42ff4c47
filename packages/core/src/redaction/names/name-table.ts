import { CREDENTIALS } from './table/credentials.js'
import { PASSWORDS } from './table/passwords.js'
import { PERSONS } from './table/persons.js'
import { type NameTableRow, toRow } from './table/row.js'
import { TOKENS } from './table/tokens.js'

/**
 * The names that can be argued about, each decided once, with the reason. Case, separators and a number at the
 * end do not matter. A test walks every row; nothing that runs imports it.
 */
export const NAME_TABLE: readonly NameTableRow[] = [...PASSWORDS, ...CREDENTIALS, ...TOKENS, ...PERSONS].map(toRow)
