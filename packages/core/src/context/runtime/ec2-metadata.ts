import { readFileSync } from 'node:fs'
import { requestMetadata } from './metadata-request.js'
import type { RuntimeIdentity } from './runtime-identity.js'

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html */
export const IMDS_ENDPOINT = 'http://169.254.169.254'

/** The token is used at once; it need not live long. */
const TOKEN_SECONDS = '60'

interface IdentityDocument {
  readonly instanceId?: unknown
  readonly instanceType?: unknown
  readonly availabilityZone?: unknown
  readonly region?: unknown
}

/** Reads the instance identity document with a session token (IMDSv2). */
export async function readEc2Metadata(endpoint: string, timeoutMs: number): Promise<RuntimeIdentity> {
  const begin = performance.now()
  const token = await requestMetadata(`${endpoint}/latest/api/token`, {
    method: 'PUT',
    headers: { 'X-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS },
    timeoutMs,
  })
  const left = Math.max(1, Math.ceil(timeoutMs - (performance.now() - begin)))
  const text = await requestMetadata(`${endpoint}/latest/dynamic/instance-identity/document`, {
    headers: { 'X-aws-ec2-metadata-token': token },
    timeoutMs: left,
  })
  const { instanceId, instanceType, availabilityZone, region } = JSON.parse(text) as IdentityDocument
  return {
    ...(typeof instanceId === 'string' ? { instanceId } : {}),
    ...(typeof instanceType === 'string' ? { instanceType } : {}),
    ...(typeof availabilityZone === 'string' ? { availabilityZone } : {}),
    ...(typeof region === 'string' ? { region } : {}),
  }
}

/** Where the firmware says whose machine it is. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/identify_ec2_instances.html */
const FIRMWARE_FILES = ['/sys/devices/virtual/dmi/id/sys_vendor', '/sys/devices/virtual/dmi/id/board_vendor'] as const

/** Whether this is an EC2 instance, without the network: elsewhere a call to the metadata endpoint would only hang. */
export function isEc2(readFile: (file: string) => string = (file) => readFileSync(file, 'utf8')): boolean {
  return FIRMWARE_FILES.some((file) => {
    try {
      return readFile(file).trim() === 'Amazon EC2'
    } catch {
      return false
    }
  })
}
