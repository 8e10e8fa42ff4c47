import { looksGenerated } from '../names/value-shapes.js'
import { NOTHING, type Search } from '../text/search.js'

const AFTER_WORD = /(?:reset-password|magic-link)\/([\w.~-]{10,512})/y
const LINK =
  /[\w.:-]{1,100}\/(?:[\w.-]{1,40}\/){0,4}(?:reset-password|password-reset|reset|verify|verify-email|confirm|confirm-email|confirmation|magic-link)\/([\w.~-]{10,512})/y

/** How far the dash is behind the slash in `/reset-password/` and `/magic-link/`. */
const DASH_AT = 5

/** Hides the token of a link whose host begins at `start`: `https://host/verify/…`. */
export function hideLink(search: Search, start: number): number {
  return hideMatched(search, LINK, start)
}

/** The same for the path alone, whose dash is at `index`: `/reset-password/…`. */
export function findLinkPath(search: Search, index: number): number {
  return hideMatched(search, AFTER_WORD, index - DASH_AT)
}

function hideMatched(search: Search, pattern: RegExp, start: number): number {
  pattern.lastIndex = start
  const token = pattern.exec(search.text)?.[1]
  if (token === undefined || !looksGenerated(token)) return NOTHING
  return search.hide(pattern.lastIndex - token.length, pattern.lastIndex)
}
