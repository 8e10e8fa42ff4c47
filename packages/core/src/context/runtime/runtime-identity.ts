/** Where in AWS the process runs. Absent fields are unknown. */
export interface RuntimeIdentity {
  readonly region?: string
  readonly availabilityZone?: string
  /** ECS: 64 hexadecimal digits on EC2, 32 and a number on Fargate. */
  readonly containerId?: string
  /** ECS: the tag of the container's image; serves as version when nobody gave one. */
  readonly imageTag?: string
  readonly taskArn?: string
  readonly taskFamily?: string
  readonly taskRevision?: string
  readonly cluster?: string
  readonly instanceId?: string
  readonly instanceType?: string
  readonly functionName?: string
  readonly functionVersion?: string
  /** Lambda: the log stream, one per execution environment. */
  readonly functionInstance?: string
  readonly functionMemoryMb?: number
}
