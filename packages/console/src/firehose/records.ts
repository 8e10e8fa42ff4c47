import { AwsError } from '../protocol/aws-error.js'
import { optionalString, type Structure, structure } from '../protocol/members.js'

/** The streams that exist; undefined means that every name does. */
export type DeliveryStreams = ReadonlySet<string> | undefined

/** Reads the name of the stream of a request that breaks no rule. */
export function readStreamName(input: Structure): string {
  return optionalString(input['DeliveryStreamName'], 'DeliveryStreamName') ?? ''
}

/** Decodes a record that breaks no rule. */
export function readRecord(value: unknown, path: string): Buffer {
  return Buffer.from(optionalString(structure(value, path)['Data'], `${path}.Data`) ?? '', 'base64')
}

/** @throws {@link AwsError} (`ResourceNotFoundException`) when the streams are known and this is none of them */
export function expectStream(name: string, streams: DeliveryStreams): void {
  if (streams === undefined || streams.has(name)) return
  throw new AwsError({
    name: 'ResourceNotFoundException',
    status: 400,
    message: `Firehose ${name} under account 000000000000 not found.`,
  })
}
