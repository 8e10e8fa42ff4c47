import { NOTHING, type Search } from '../text/search.js'

/** How a kind of private key begins and ends as text. */
interface KeyForm {
  readonly begin: RegExp
  /** The end is looked for from this on; without it the text is cut off, and all of it is the key. */
  readonly endMark: string
  readonly end: RegExp
}

const FORMS: readonly KeyForm[] = [
  {
    begin: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y,
    endMark: '-----END',
    end: /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y,
  },
  {
    begin: /---- BEGIN SSH2 [A-Z ]{0,20}PRIVATE KEY ----/y,
    endMark: '---- END',
    end: /---- END SSH2 [A-Z ]{0,20}PRIVATE KEY ----/y,
  },
]

/** Hides a private key that begins with the dash at `index`. */
export function findPrivateKey(search: Search, index: number): number {
  const { text } = search
  for (const { begin, endMark, end } of FORMS) {
    begin.lastIndex = index
    if (begin.test(text)) return search.hide(index, endOfKey(text, begin.lastIndex, endMark, end))
  }
  return NOTHING
}

function endOfKey(text: string, from: number, mark: string, end: RegExp): number {
  const at = text.indexOf(mark, from)
  if (at === -1) return text.length
  end.lastIndex = at
  return end.test(text) ? end.lastIndex : at
}

const PUTTY_NAME = /^PuTTY-User-Key-File-\d$/
const PUTTY_END = /^Private-MAC: ?[0-9a-f]{8,}/m

/** Hides a private key of PuTTY, which is a list of `name: value`, if the first name is `name`. */
export function hidePuttyKey(search: Search, name: string, start: number): number {
  if (!PUTTY_NAME.test(name)) return NOTHING
  const rest = search.text.slice(start)
  const end = PUTTY_END.exec(rest)
  return search.hide(start, end === null ? search.text.length : start + end.index + end[0].length)
}
