/** A longer text is no label that somebody chose. */
const MAX_LABEL_LENGTH = 200

const BREAKS = /[\s_.,/&'’!?()-]|:\s/

// Ranges instead of classes such as \p{Ll}, whose tables are slow to make.
const LOWER = 'a-z\\u00df-\\u00f6\\u00f8-\\u00ff'
const UPPER = 'A-Z\\u00c0-\\u00d6\\u00d8-\\u00de'

/** `open`, `Keynote`, `BTC`, `inProgress`, `会议`; not `aB3`, `dXNlcjpw`. */
const WORD = new RegExp(
  `^(?:[${UPPER}]?[${LOWER}]{1,20}|[${UPPER}]{1,20}|[\\u0100-\\uffff]{1,40})(?:[${UPPER}][${LOWER}]{1,20}){0,4}$`,
)

/** `3`, `2026`, `Q3`, `v2`, `2nd`. */
const ORDINAL = /^(?:\d{1,4}|[A-Za-z]\d{1,2}|\d{1,2}[a-z]{1,2})$/

/** Whether a text is made of words and small numbers, as a title or a state is: `Keynote`, `board-3`, `in_progress`. */
export function isWordy(text: string): boolean {
  if (text.length > MAX_LABEL_LENGTH) return false
  const parts = text.split(BREAKS).filter((part) => part !== '')
  return parts.length > 0 && parts.every((part) => WORD.test(part) || ORDINAL.test(part))
}

/** A part of an identifier: `Allow`, `S3`, `EC2`, `v2`. */
const IDENTIFIER_PART = /(?:[A-Z]?[a-z]{2,20}|[A-Z]{1,6}|[a-z])\d{0,2}/y
const MAX_IDENTIFIER_LENGTH = 100

/** Whether a text is made of the words of an identifier: `AllowAccessForS3`. */
export function isIdentifierOfWords(text: string): boolean {
  if (text.length > MAX_IDENTIFIER_LENGTH) return false
  let index = 0
  let single = 0
  // Part by part, so that no part is tried twice.
  while (index < text.length) {
    IDENTIFIER_PART.lastIndex = index
    if (!IDENTIFIER_PART.test(text)) return false
    if (IDENTIFIER_PART.lastIndex - index <= 2) single += 1
    index = IDENTIFIER_PART.lastIndex
  }
  return single <= 2
}

/** Only so much of a long text is looked at. */
const EXAMINED_LENGTH = 512

const JOINTS = /[-_.~+/=%]/g
const RUNS = /[A-Za-z0-9]{10,}/g
const SURELY_LONG = 16

/**
 * Whether a text looks as if a machine had made it at random: a run of letters and digits that is long,
 * or of both cases. Words with numbers, paths and times do not.
 */
export function looksGenerated(text: string): boolean {
  if (/\s/.test(text) || isWordy(text)) return false
  const joined = text.slice(0, EXAMINED_LENGTH).replace(JOINTS, '')
  for (const [run] of joined.matchAll(RUNS)) {
    if (!/\d/.test(run)) continue
    const hasLower = /[a-z]/.test(run)
    const hasUpper = /[A-Z]/.test(run)
    if (hasLower && hasUpper) return true
    if ((hasLower || hasUpper) && run.length >= SURELY_LONG) return true
  }
  return false
}

const GROUPING = /[ -]/g
/** Longer texts are no numbers, however they are grouped. */
const MAX_NUMBER_LENGTH = 40
const CARD_DIGITS = /^\d{13,19}$/

/** Whether digits, in groups or not, are the number of a payment card: 13 to 19 that pass Luhn's check. */
export function isCardNumber(text: string): boolean {
  if (text.length > MAX_NUMBER_LENGTH) return false
  const digits = text.replace(GROUPING, '')
  if (!CARD_DIGITS.test(digits)) return false
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 0x30
    const weighted = index % 2 === 0 ? digit : digit * 2
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return sum % 10 === 0
}

const ACCOUNT_DIGITS = /^\d{12,19}$/
const INDIAN_TAX_NUMBER = /^[A-Z]{5}\d{4}[A-Z]$/i

/** Whether a text is a primary account number, or the tax number of India that is called PAN, too. */
export function isAccountNumber(text: string): boolean {
  if (text.length > MAX_NUMBER_LENGTH) return false
  const joined = text.replace(GROUPING, '')
  return ACCOUNT_DIGITS.test(joined) || INDIAN_TAX_NUMBER.test(joined)
}

const IBAN = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/i

export function isIban(text: string): boolean {
  return text.length <= 60 && IBAN.test(text.replace(GROUPING, ''))
}

const PATH = /^(?:~|\.{1,2}|[A-Za-z]:)?(?:[\\/][\w.@ -]*){1,200}$|^[~.]$/

/** Whether a text is the path of a directory, as the environment variable PWD holds it. */
export function isPath(text: string): boolean {
  return PATH.test(text)
}

const UUID = /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i

export function isUuid(text: string): boolean {
  return UUID.test(text)
}
