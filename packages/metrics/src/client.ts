import type { MetricUnit, StorageResolution } from '@org/core/catalog'

// The arrays of the wire types are mutable because those of the SDK's own types are: its client must fit the port.

/** One dimension as CloudWatch spells it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html */
export interface WireDimension {
  readonly Name: string
  readonly Value: string
}

/** One datum as CloudWatch spells it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export interface WireDatum {
  readonly MetricName: string
  readonly Dimensions?: WireDimension[]
  readonly Timestamp: Date
  readonly Unit: MetricUnit
  readonly StorageResolution: StorageResolution
  /** Of a counter or gauge. */
  readonly Value?: number
  /** Of a histogram. */
  readonly Values?: number[]
  /** How often each of `Values` was observed. */
  readonly Counts?: number[]
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export interface PutMetricDataRequest {
  readonly Namespace: string
  readonly MetricData: WireDatum[]
}

/**
 * What the package needs of a CloudWatch client. The class `CloudWatch` of `@aws-sdk/client-cloudwatch`
 * is one; give it `maxAttempts: 1`, since the package retries by itself.
 */
export interface MetricsClient {
  /** Resolves when CloudWatch took the whole request; rejects otherwise. */
  putMetricData(request: PutMetricDataRequest, options: { readonly abortSignal: AbortSignal }): Promise<unknown>
}
