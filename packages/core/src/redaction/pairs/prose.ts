/**
 * Words that follow `password:` and its like in sentences and in messages of validation. Whoever has one of
 * them as a password shows it in such a text; a field of that name is hidden whatever it holds.
 */
const WORDS_OF_SENTENCES = `a about absent accepted access algorithm already an and any are array as at auth authentication authorization await bad
  banner be been before below blank boolean bytes can cannot changed characters check checking cleared configured copied correct
  could count created default deleted denied deprecated describes details did different digits disabled do does duplicate
  e.g each either email empty enabled enter error exceeded excluded exists expected expired failed failure false field
  for forbidden forgot found from function generate generated get given has hash have here hidden how i.e if ignored
  in incorrect input insufficient integer invalid is issued it its key keys last leave length letters loaded login long lookup
  lowercase malformed masked match matched matches maximum may min minimum mismatch missing must name new no none not
  nothing null number object of off ok on only open opened optional or other outdated parse passed passwords please policy
  present provided read received record redacted refresh refreshed refused rejected removed renewed repeat replaced
  required requires reset retry revoked rotate rotated rotation same saved secret secrets see sent session sessions set
  shall should show signature signed some specified string strong symbol that the their there this to token tokens too
  true type undefined unauthorized unchanged unexpected unknown unset unsupported update updated use used user username
  valid validated validation value verified verify via void was weak were what when which will with without wrong yes you
  your`

/** Made when a text needs it: most texts do not. */
let wordsOfSentences: ReadonlySet<string> | undefined

const WORD = /^[A-Za-z][a-z]*(?:['’.-][a-z]+)*[.,;:!?)]*$/
const NEXT_WORD = /^[`'"]?(?:[a-z]+(?:['’-][a-z]+)*|[A-Z][a-z]+)[`'"]?[.,;!?)]*$/
const MARKS = new Set('.,;:!?)')

/** Longer tokens are no words. */
const MAX_WORD_LENGTH = 40

/** A word in small letters, as secrets seldom are. */
export function isWord(token: string): boolean {
  return token.length <= MAX_WORD_LENGTH && WORD.test(token)
}

/** Whether the token is one of the words that sentences about secrets are made of. */
export function isWordOfSentences(token: string): boolean {
  if (token.length > MAX_WORD_LENGTH) return false
  let end = token.length
  while (MARKS.has(token.charAt(end - 1))) end -= 1
  wordsOfSentences ??= new Set(WORDS_OF_SENTENCES.split(/\s+/))
  return wordsOfSentences.has(token.slice(0, end).toLowerCase())
}

/** Whether `name: token next` reads as a sentence and not as a secret with its name. */
export function isProse(token: string, next: string): boolean {
  return isWordOfSentences(token) || (isWord(token) && NEXT_WORD.test(next))
}

const LITERALS = new Set(['null', 'undefined', 'true', 'false', 'nil', 'None', 'none', 'NULL', 'NaN', 'True', 'False'])

/** Whether a value without quotes says that there is none, or only yes or no. */
export function isLiteral(token: string): boolean {
  return LITERALS.has(token)
}
