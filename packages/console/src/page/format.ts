import { type Html, html } from './html.js'

/** Whole numbers with separators; others with at most four significant digits. */
export function formatNumber(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–'
  if (Number.isInteger(value) && Math.abs(value) < 1e12) return value.toLocaleString('en-US')
  if (Math.abs(value) >= 1e12 || Math.abs(value) < 1e-3) return value.toExponential(2)
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4 })
}

const KIBIBYTE = 1024

/** Bytes as B, KiB or MiB. */
export function formatBytes(bytes: number): string {
  if (bytes < KIBIBYTE) return `${bytes} B`
  if (bytes < KIBIBYTE * KIBIBYTE) return `${(bytes / KIBIBYTE).toFixed(1)} KiB`
  return `${(bytes / KIBIBYTE / KIBIBYTE).toFixed(1)} MiB`
}

/** Time of day on this machine; the full moment is in the attribute. */
export function timeElement(timestamp: number, options: { readonly milliseconds?: boolean } = {}): Html {
  const date = new Date(timestamp)
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, '0'))
  const fraction = options.milliseconds === true ? `.${String(date.getMilliseconds()).padStart(3, '0')}` : ''
  const iso = date.toISOString()
  return html`<time datetime="${iso}" title="${iso}">${parts.join(':')}${fraction}</time>`
}

/** Dimensions as small labels. */
export function dimensionLabels(dimensions: Readonly<Record<string, string>>): Html {
  return html`${Object.entries(dimensions).map(([name, value]) => html`<span class="dim">${name}=<b>${value}</b></span> `)}`
}

/** The beginning of a text that is too long for the page, which is sent every second. */
export function excerpt(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  return `${text.slice(0, maxLength)}… (${formatNumber(text.length - maxLength)} more characters in the JSON)`
}
