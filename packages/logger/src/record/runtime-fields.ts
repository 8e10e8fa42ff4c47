import type { RuntimeIdentity } from '@org/core/context'
import type { FieldNamesOption } from './field-names.js'

type RuntimeField = keyof RuntimeIdentity

/** The name under which each fact about the runtime is written. */
type RuntimeNames = Readonly<Record<RuntimeField, string>>

const PLAIN: RuntimeNames = {
  region: 'region',
  availabilityZone: 'availabilityZone',
  containerId: 'containerId',
  imageTag: 'imageTag',
  taskArn: 'taskArn',
  taskFamily: 'taskFamily',
  taskRevision: 'taskRevision',
  cluster: 'cluster',
  instanceId: 'instanceId',
  instanceType: 'instanceType',
  functionName: 'functionName',
  functionVersion: 'functionVersion',
  functionInstance: 'functionInstance',
  functionMemoryMb: 'functionMemoryMb',
}

/** What both conventions name alike. https://opentelemetry.io/docs/specs/semconv/resource/ */
const SHARED = {
  region: 'cloud.region',
  availabilityZone: 'cloud.availability_zone',
  containerId: 'container.id',
  imageTag: 'container.image.tag',
  taskArn: 'aws.ecs.task.arn',
  taskFamily: 'aws.ecs.task.family',
  taskRevision: 'aws.ecs.task.revision',
  cluster: 'aws.ecs.cluster.name',
  functionName: 'faas.name',
  functionVersion: 'faas.version',
  functionInstance: 'faas.instance',
  functionMemoryMb: 'faas.memory_mb',
} as const

/** https://www.elastic.co/guide/en/ecs/current/ecs-cloud.html */
const ECS: RuntimeNames = { ...SHARED, instanceId: 'cloud.instance.id', instanceType: 'cloud.machine.type' }

/** https://opentelemetry.io/docs/specs/semconv/resource/host/ */
const OTEL: RuntimeNames = { ...SHARED, instanceId: 'host.id', instanceType: 'host.type' }

/** The names that go with the chosen names of the logger's own fields. */
export function resolveRuntimeNames(option: FieldNamesOption = 'plain'): RuntimeNames {
  if (option === 'ecs') return ECS
  return option === 'otel' ? OTEL : PLAIN
}

/** The facts under their names in records. */
export function nameRuntimeFields(runtime: RuntimeIdentity, names: RuntimeNames): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(runtime).map(([field, value]) => [names[field as RuntimeField], value]))
}
