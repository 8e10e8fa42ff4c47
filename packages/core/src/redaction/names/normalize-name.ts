/** Separators and punctuation: `X-Api-Key`, `x_api_key`, `user[api.key]`. */
const ASCII_SEPARATORS = /[^A-Za-z0-9]/g

const NOT_PRINTABLE_ASCII = /[^ -~]/

/** Made when a name needs it, and no literal, as the tables behind its classes would be made at the import. */
let separators: RegExp | undefined
const SEPARATORS = '[^\\p{L}\\p{M}\\p{N}]+|\\p{Default_Ignorable_Code_Point}+'

/**
 * The one form of a name that is compared. Case and separators do not matter: `X-Api-Key`, `x_api_key`
 * and `xApiKey` are one name, and so are its fullwidth letters and characters of no width in it.
 */
export function normalizeName(name: string): string {
  if (!NOT_PRINTABLE_ASCII.test(name)) return name.replace(ASCII_SEPARATORS, '').toLowerCase()
  separators ??= new RegExp(SEPARATORS, 'gu')
  return name.normalize('NFKC').replace(separators, '').toLowerCase()
}
