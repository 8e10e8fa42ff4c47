import type { AwsPort, ClientOption } from '@org/core/aws'
import type { MetricUnit, StorageResolution } from '@org/core/catalog'

// The arrays of the wire types are mutable because those of the SDK's own types are: its client must fit the port.

/** One dimension as CloudWatch spells it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
export interface WireDimension {
  /** 1 to 255 ASCII characters that do not start with a colon. */
  readonly Name: string
  /** 1 to 1,024 printable ASCII characters. */
  readonly Value: string
}

/** One datum as CloudWatch spells it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export interface WireDatum {
  /** As in the catalog, 1 to 255 characters. */
  readonly MetricName: string
  /** At most 30; absent where there are none. */
  readonly Dimensions?: WireDimension[]
  /** Begin of the window. */
  readonly Timestamp: Date
  /** As in the catalog. */
  readonly Unit: MetricUnit
  /** Seconds: 60, or 1. */
  readonly StorageResolution: StorageResolution
  /** Of a counter or gauge, from -2^360 to 2^360. */
  readonly Value?: number
  /** Of a histogram: at most 150 different values, from -2^360 to 2^360. */
  readonly Values?: number[]
  /** How often each of `Values` was observed, in their order. */
  readonly Counts?: number[]
}

/** One request, as CloudWatch spells it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export interface PutMetricDataRequest {
  /** That of the catalog. */
  readonly Namespace: string
  /** 1 to 1,000, and less than 1,000,000 bytes of JSON in all. */
  readonly MetricData: WireDatum[]
}

/** The way to CloudWatch: `send` resolves when it took the whole request, and rejects otherwise. */
export type MetricsPort = AwsPort<PutMetricDataRequest, unknown>

/** What may be given as `client`: a client of `@aws-sdk/client-cloudwatch`, an object with `putMetricData`, or a port. */
export type MetricsClient = ClientOption<'putMetricData', PutMetricDataRequest, unknown>
