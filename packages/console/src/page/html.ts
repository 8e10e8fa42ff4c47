/** Markup that is safe to send: made by {@link html}, which escapes everything that is put into it. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

/** What may be put into markup; `undefined` and `false` leave nothing. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[]

/**
 * Template tag for markup. Everything that is not itself {@link Html} is escaped, for text and for quoted
 * attributes alike. What arrives at the console comes from anywhere, so there is no other way to make markup here.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const [first = '', ...rest] = parts
  return new Html(rest.reduce((text, part, index) => text + render(values[index]) + part, first))
}

function render(value: HtmlValue): string {
  if (value === undefined || value === false) return ''
  if (value instanceof Html) return value.text
  if (typeof value === 'object') return value.map(render).join('')
  return escapeHtml(String(value))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Control characters and those that turn the direction of text: they could fake or hide a line. */
const INVISIBLE = /(?![\t\n])[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** Escapes text for an element or a quoted attribute, and makes control characters visible. */
export function escapeHtml(text: string): string {
  return text
    .replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}
