/** The UTF-8 of one character, encoded: of one byte, of two, three and four. */
const ENCODED_CHARACTER =
  '%[0-7][0-9a-f]|%[cd][0-9a-f]%[89ab][0-9a-f]|%e[0-9a-f](?:%[89ab][0-9a-f]){2}|%f[0-7](?:%[89ab][0-9a-f]){3}'

const CHARACTER = new RegExp(ENCODED_CHARACTER, 'iy')
const CHARACTERS = new RegExp(`^(?:${ENCODED_CHARACTER})+$`, 'i')

const ENCODED_RUN = /(?:%[0-9a-f]{2})+/gi

/** A text without percent-encoding, as far as it is valid. */
export function decodePercent(text: string): string {
  return text.includes('%') ? text.replace(ENCODED_RUN, decodeRun) : text
}

/** Asked for its form first, as each error takes its time. */
function decodeRun(run: string): string {
  if (!CHARACTERS.test(run)) return run
  try {
    return decodeURIComponent(run)
  } catch {
    return run
  }
}

/** A text without percent-encoding, and where in the encoded text each of its characters stood; one more for the end. */
export interface Decoded {
  readonly text: string
  readonly offsets: readonly number[]
}

/** Where a plus sign stands for the space of a form: after punctuation of JSON, never inside a value. */
const BEFORE_FORM_SPACE = new Set([':', ',', '{', '['])

/** The same as {@link decodePercent}, with the places; in `offset` begins the text in a longer one. */
export function decodeWithOffsets(encoded: string, offset: number): Decoded {
  let text = ''
  let last = ''
  const offsets: number[] = []
  for (let index = 0; index < encoded.length; ) {
    const length = lengthOfCharacter(encoded, index)
    const decoded =
      length === 0 ? plainCharacter(encoded, index, last) : decodeRun(encoded.slice(index, index + length))
    for (let unit = 0; unit < decoded.length; unit++) offsets.push(offset + index)
    text += decoded
    last = decoded
    index += Math.max(1, length)
  }
  offsets.push(offset + encoded.length)
  return { text, offsets }
}

function plainCharacter(encoded: string, index: number, last: string): string {
  const character = encoded.charAt(index)
  return character === '+' && BEFORE_FORM_SPACE.has(last) ? ' ' : character
}

/** How much of `encoded` from `index` on encodes one character; 0 if it is no valid encoding. */
function lengthOfCharacter(encoded: string, index: number): number {
  CHARACTER.lastIndex = index
  return CHARACTER.test(encoded) ? CHARACTER.lastIndex - index : 0
}
