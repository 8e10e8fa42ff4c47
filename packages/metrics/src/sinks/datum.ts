import { MAX_DATUM_AGE_MS, MAX_DATUM_LEAD_MS, metricDatumBytes, PUT_METRIC_DATA_BYTES_LIMIT } from '@org/core/aws'
import type { Spillable, SpilledLine } from '@org/core/spill'
import type { Measurement } from '../aggregate/aggregator.js'
import type { Series } from '../instruments/series.js'
import type { WireDatum } from './wire.js'

/** A datum with its share of a request's body. */
export interface Datum extends Spillable {
  readonly wire: WireDatum
  /** Bytes of its JSON and of the comma after it. */
  readonly bytes: number
}

const COMMA_BYTES = 1

/** Makes a datum of what a series measured in the window that began at `timestamp` (wall ms). */
export function createDatum(series: Series, measurement: Measurement, timestamp: number): Datum {
  const { name, definition } = series.metric
  const wire: WireDatum = {
    MetricName: name,
    ...(series.dimensions.length === 0 ? {} : { Dimensions: series.dimensions }),
    Timestamp: new Date(timestamp),
    Unit: definition.unit,
    StorageResolution: definition.storageResolution,
    ...('value' in measurement
      ? { Value: measurement.value }
      : { Values: measurement.values, Counts: measurement.counts }),
  }
  return sizedDatum(wire)
}

/** One datum as one line of text. */
export function encodeDatum({ wire }: Datum): SpilledLine {
  return { line: JSON.stringify(wire), priority: 0 }
}

/** The datum of such a line; undefined for what is none. */
export function decodeDatum({ line }: SpilledLine): Datum | undefined {
  try {
    const { Timestamp, ...wire } = JSON.parse(line) as Omit<WireDatum, 'Timestamp'> & { readonly Timestamp?: unknown }
    const timestamp = new Date(String(Timestamp))
    if (typeof wire.MetricName !== 'string' || Number.isNaN(timestamp.getTime())) return undefined
    return sizedDatum({ ...wire, Timestamp: timestamp })
  } catch {
    return undefined
  }
}

function sizedDatum(wire: WireDatum): Datum {
  return { wire, bytes: metricDatumBytes(wire) + COMMA_BYTES }
}

/** Bytes that the datums of one request may have together: the limit without the envelope. */
export function datumBytesPerRequest(namespace: string): number {
  const envelope = Buffer.byteLength(JSON.stringify({ Namespace: namespace, MetricData: [] }))
  // The last datum has no comma after it, and AWS's limit itself is not allowed.
  return PUT_METRIC_DATA_BYTES_LIMIT - envelope + COMMA_BYTES - 1
}

/** Whether CloudWatch takes the datum at `now` (wall ms); it would refuse the whole request for one that it does not. */
export function isTimely(datum: Datum, now: number): boolean {
  const age = now - datum.wire.Timestamp.getTime()
  return age <= MAX_DATUM_AGE_MS && age >= -MAX_DATUM_LEAD_MS
}
