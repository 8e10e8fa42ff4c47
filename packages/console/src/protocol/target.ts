import type { IncomingHttpHeaders } from 'node:http'
import { PUT_METRIC_DATA_BYTES_LIMIT } from '@org/core/aws'
import { MAX_REQUEST_BYTES } from '../limits.js'
import type { Service } from '../store/calls.js'
import { unknownOperation, unsupportedProtocol } from './aws-error.js'

/** What one of the services looks like on the wire. */
export interface ServiceProtocol {
  readonly service: Service
  readonly targetPrefix: string
  readonly contentType: string
  /** Largest body, after decompression. */
  readonly maxBytes: number
  /** Namespace of the shapes, prefixed to `__type`; empty where the service sends the bare name. */
  readonly errorNamespace: string
}

const PROTOCOLS: readonly ServiceProtocol[] = [
  {
    service: 'cloudwatch',
    targetPrefix: 'GraniteServiceVersion20100801',
    contentType: 'application/x-amz-json-1.0',
    maxBytes: PUT_METRIC_DATA_BYTES_LIMIT - 1,
    errorNamespace: 'com.amazonaws.cloudwatch#',
  },
  {
    service: 'firehose',
    targetPrefix: 'Firehose_20150804',
    contentType: 'application/x-amz-json-1.1',
    maxBytes: MAX_REQUEST_BYTES,
    errorNamespace: '',
  },
  {
    service: 'eventbridge',
    targetPrefix: 'AWSEvents',
    contentType: 'application/x-amz-json-1.1',
    maxBytes: MAX_REQUEST_BYTES,
    errorNamespace: '',
  },
]

/** The operation that a request names in `X-Amz-Target`. */
export interface Target {
  readonly protocol: ServiceProtocol
  readonly operation: string
}

/** @throws {@link AwsError} (`UnknownOperationException`) when the header is missing or names no service that the console has */
export function parseTarget(headers: IncomingHttpHeaders): Target {
  const header = headers['x-amz-target']
  if (typeof header !== 'string') {
    throw unknownOperation('The request has no X-Amz-Target header, so it names no operation.')
  }
  const separator = header.lastIndexOf('.')
  const prefix = header.slice(0, Math.max(0, separator))
  const protocol = PROTOCOLS.find(({ targetPrefix }) => targetPrefix === prefix)
  if (protocol === undefined) {
    throw unknownOperation(
      `The console has no service "${printable(prefix)}"; it has CloudWatch, Firehose and EventBridge.`,
    )
  }
  return { protocol, operation: header.slice(separator + 1) }
}

/**
 * The protocols that the console refuses by name, so that nothing is half understood: CBOR and the query
 * protocol, which other SDKs or versions use for CloudWatch.
 */
export function expectJsonProtocol(headers: IncomingHttpHeaders, path: string): void {
  const contentType = mediaType(headers['content-type'])
  if (headers['smithy-protocol'] === 'rpc-v2-cbor' || contentType === 'application/cbor' || path !== '/') {
    throw unsupportedProtocol(
      'The console speaks AWS JSON 1.0 and 1.1 on POST /, not Smithy RPC v2 CBOR. Configure the client for JSON, as the AWS SDK for JavaScript v3 does by default.',
    )
  }
  if (contentType === 'application/x-www-form-urlencoded') {
    throw unsupportedProtocol('The console speaks AWS JSON 1.0 and 1.1, not the query protocol of older SDKs.')
  }
}

/** Refuses a JSON version or media type that the service does not take. */
export function expectContentType(headers: IncomingHttpHeaders, protocol: ServiceProtocol): void {
  const contentType = mediaType(headers['content-type'])
  if (contentType !== protocol.contentType) {
    throw unsupportedProtocol(
      `Content-Type must be ${protocol.contentType} for this service, not ${printable(contentType)}.`,
    )
  }
}

function mediaType(header: string | undefined): string {
  return (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function printable(text: string): string {
  return text.replace(/[^ -~]/g, '?').slice(0, 80)
}
