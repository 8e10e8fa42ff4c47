import { IMDS_ENDPOINT, isEc2, readEc2Metadata } from './ec2-metadata.js'
import { readEcsMetadata } from './ecs-metadata.js'
import { lambdaIdentity } from './lambda-identity.js'
import type { RuntimeIdentity } from './runtime-identity.js'

/** Time that all metadata calls have together, in ms. */
export const METADATA_TIMEOUT_MS = 300

/** Where the runtime is asked; the process's own surroundings by default. */
export interface RuntimeSystem {
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether the firmware says that this is an EC2 instance. */
  readonly isEc2: () => boolean
  /**
   * URL of the instance metadata. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
   */
  readonly imdsEndpoint: string
  /** Time that all metadata calls have together, in ms. */
  readonly timeoutMs: number
}

/** How the runtime is found out: at once from the environment, or by asking an endpoint. */
export interface RuntimeDetection {
  /** What is known without asking. */
  readonly known: RuntimeIdentity
  /** What an endpoint says; undefined when there is none to ask. Never rejects: no answer is no fields. */
  readonly asked: Promise<RuntimeIdentity> | undefined
}

/**
 * Finds out where in AWS the process runs: Lambda by its environment, ECS by its task metadata
 * endpoint, EC2 by its instance metadata (IMDSv2, only where the firmware says it is EC2, and not with
 * `AWS_EC2_METADATA_DISABLED=true`). Nothing waits for it: endpoints have 300 ms in the background.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
 *
 * @example
 * ```ts
 * const { known, asked } = detectRuntime()
 * console.log({ ...known, ...(await asked) }) // { taskFamily: 'shop', imageTag: '1.4.2', … }
 * ```
 */
export function detectRuntime(system: Partial<RuntimeSystem> = {}): RuntimeDetection {
  const { env = process.env, timeoutMs = METADATA_TIMEOUT_MS, imdsEndpoint = IMDS_ENDPOINT } = system
  if (env['AWS_LAMBDA_FUNCTION_NAME']) return { known: lambdaIdentity(env), asked: undefined }
  const ecsEndpoint = env['ECS_CONTAINER_METADATA_URI_V4']
  if (ecsEndpoint) return { known: {}, asked: askOnce(ecsEndpoint, () => readEcsMetadata(ecsEndpoint, timeoutMs)) }
  const isDisabled = env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true'
  if (isDisabled || !(system.isEc2 ?? isEc2)()) return { known: {}, asked: undefined }
  return { known: {}, asked: askOnce(imdsEndpoint, () => readEc2Metadata(imdsEndpoint, timeoutMs)) }
}

/** Answers by endpoint: a process has one runtime, however many parts of it ask. */
const answers = new Map<string, Promise<RuntimeIdentity>>()

function askOnce(endpoint: string, ask: () => Promise<RuntimeIdentity>): Promise<RuntimeIdentity> {
  const answer = answers.get(endpoint) ?? orNothing(ask())
  answers.set(endpoint, answer)
  return answer
}

async function orNothing(reading: Promise<RuntimeIdentity>): Promise<RuntimeIdentity> {
  try {
    return await reading
  } catch {
    return {}
  }
}
