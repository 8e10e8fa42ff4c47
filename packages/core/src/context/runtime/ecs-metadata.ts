import { requestMetadata } from './metadata-request.js'
import type { RuntimeIdentity } from './runtime-identity.js'

/** The parts of the container's and the task's metadata that are used. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-response.html */
interface ContainerMetadata {
  readonly DockerId?: unknown
  readonly Image?: unknown
}

interface TaskMetadata {
  readonly TaskARN?: unknown
  readonly Family?: unknown
  readonly Revision?: unknown
  readonly Cluster?: unknown
  readonly AvailabilityZone?: unknown
}

/** Reads the ECS task metadata endpoint, version 4. */
export async function readEcsMetadata(endpoint: string, timeoutMs: number): Promise<RuntimeIdentity> {
  const [container, task] = await Promise.all([
    requestMetadata(endpoint, { timeoutMs }).then((text) => JSON.parse(text) as ContainerMetadata),
    requestMetadata(`${endpoint}/task`, { timeoutMs }).then((text) => JSON.parse(text) as TaskMetadata),
  ])
  return {
    ...named('containerId', container.DockerId),
    ...named('imageTag', imageTag(container.Image)),
    ...named('taskArn', task.TaskARN),
    ...named('taskFamily', task.Family),
    ...named('taskRevision', task.Revision),
    ...named('cluster', clusterName(task.Cluster)),
    ...named('availabilityZone', task.AvailabilityZone),
  }
}

function named(name: keyof RuntimeIdentity, value: unknown): RuntimeIdentity {
  return typeof value === 'string' && value !== '' ? { [name]: value } : {}
}

/** `1.4.2` of `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:1.4.2@sha256:…`; a port is no tag. */
export function imageTag(image: unknown): string | undefined {
  if (typeof image !== 'string') return undefined
  return /:([\w][\w.-]{0,127})$/.exec(image.split('@')[0] ?? '')?.[1]
}

/** The endpoint gives a name on Fargate and an ARN on EC2, in any partition. */
function clusterName(cluster: unknown): unknown {
  return typeof cluster === 'string' ? cluster.replace(/^arn:[\w-]+:ecs:.*:cluster\//, '') : undefined
}
