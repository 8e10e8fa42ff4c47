import type { Measurement } from './aggregator.js'
import type { WireDatum } from './client.js'
import { MAX_DATUM_AGE_MS, MAX_DATUM_LEAD_MS, MAX_REQUEST_BYTES } from './limits.js'
import type { Series } from './series.js'

/** A datum with its share of a request's body. */
export interface Datum {
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
  return { wire, bytes: measureJson(wire) + COMMA_BYTES }
}

/** The SDK writes timestamps as seconds, with ms as a fraction. https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html */
function measureJson(wire: WireDatum): number {
  return Buffer.byteLength(JSON.stringify({ ...wire, Timestamp: wire.Timestamp.getTime() / 1_000 }))
}

/** Bytes that the datums of one request may have together: the limit without the envelope. */
export function datumBytesPerRequest(namespace: string): number {
  const envelope = Buffer.byteLength(JSON.stringify({ Namespace: namespace, MetricData: [] }))
  // The last datum has no comma after it, and AWS's limit itself is not allowed.
  return MAX_REQUEST_BYTES - envelope + COMMA_BYTES - 1
}

/** Whether CloudWatch takes the datum at `now` (wall ms); it would refuse the whole request for one that it does not. */
export function isTimely(datum: Datum, now: number): boolean {
  const age = now - datum.wire.Timestamp.getTime()
  return age <= MAX_DATUM_AGE_MS && age >= -MAX_DATUM_LEAD_MS
}
