import type { Datapoint } from '../cloudwatch/datapoints.js'
import { formatNumber } from './format.js'
import { type Html, html } from './html.js'

/** What to draw. */
export interface SparklineOptions {
  readonly points: readonly Datapoint[]
  /** Start of the first and of the last period shown, in milliseconds since the epoch. */
  readonly from: number
  readonly to: number
  /** Length of a period; a gap of more than one breaks the line. */
  readonly periodMs: number
  readonly label: string
  readonly threshold?: number | undefined
  readonly isBreaching?: ((value: number) => boolean) | undefined
  readonly width?: number | undefined
  readonly height?: number | undefined
}

const MARGIN = 4

/** A small line of datapoints with gaps where there is no data, and a threshold line when there is one. */
export function sparkline(options: SparklineOptions): Html {
  const { points, from, to, label, threshold, isBreaching, width = 160, height = 32 } = options
  const scale = createScale(options, width, height)
  const last = points.at(-1)
  const text = `${label}: ${last === undefined ? 'no data' : `latest ${formatNumber(last.value)}`}`
  return html`<svg class="spark" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${text}"><title>${text}</title>${
    threshold !== undefined &&
    html`<line class="threshold" x1="0" x2="${width}" y1="${scale.y(threshold)}" y2="${scale.y(threshold)}"/>`
  }${segments(options).map(
    (segment) =>
      html`<polyline points="${segment.map((point) => `${scale.x(point.timestamp)},${scale.y(point.value)}`).join(' ')}"/>`,
  )}${points
    .filter(({ timestamp }) => timestamp >= from && timestamp <= to)
    .map((point) => {
      const isLast = point === last
      const breaching = isBreaching?.(point.value) === true
      if (!isLast && !breaching && segmentLength(options, point) > 1) return undefined
      const kind = breaching ? 'breach' : 'point'
      return html`<circle class="${kind}" cx="${scale.x(point.timestamp)}" cy="${scale.y(point.value)}" r="${isLast ? 2.5 : 2}"/>`
    })}${points.length === 0 && html`<text x="${width / 2}" y="${height - MARGIN}" text-anchor="middle">no data</text>`}</svg>`
}

interface Scale {
  readonly x: (timestamp: number) => string
  readonly y: (value: number) => string
}

function createScale({ points, from, to, threshold }: SparklineOptions, width: number, height: number): Scale {
  const values = points.map(({ value }) => value)
  const bounds = threshold === undefined ? values : [...values, threshold]
  const low = Math.min(0, ...bounds)
  const high = Math.max(low, ...bounds)
  const span = Math.max(1, to - from)
  const range = high - low || 1
  return {
    x: (timestamp) => (MARGIN + ((timestamp - from) / span) * (width - 2 * MARGIN)).toFixed(1),
    y: (value) => (height - MARGIN - ((value - low) / range) * (height - 2 * MARGIN)).toFixed(1),
  }
}

function segments({ points, periodMs }: SparklineOptions): readonly (readonly Datapoint[])[] {
  const result: Datapoint[][] = []
  let previous: Datapoint | undefined
  for (const point of points) {
    const current = result.at(-1)
    const follows = previous !== undefined && point.timestamp - previous.timestamp <= periodMs
    if (follows && current !== undefined) current.push(point)
    else result.push([point])
    previous = point
  }
  return result
}

function segmentLength(options: SparklineOptions, point: Datapoint): number {
  return segments(options).find((segment) => segment.includes(point))?.length ?? 0
}
