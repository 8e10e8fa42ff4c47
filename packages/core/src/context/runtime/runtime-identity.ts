/** Where in AWS the process runs. Absent fields are unknown. */
export interface RuntimeIdentity {
  /** AWS region. */
  readonly region?: string
  /** Availability zone, such as `eu-west-1a`. */
  readonly availabilityZone?: string
  /** ECS: 64 hexadecimal digits on EC2, 32 and a number on Fargate. */
  readonly containerId?: string
  /** ECS: the tag of the container's image; serves as version when nobody gave one. */
  readonly imageTag?: string
  /** ECS: ARN of the task. */
  readonly taskArn?: string
  /** ECS: family of the task definition. */
  readonly taskFamily?: string
  /** ECS: revision of the task definition. */
  readonly taskRevision?: string
  /** ECS: name or ARN of the cluster. */
  readonly cluster?: string
  /** EC2: id of the instance, such as `i-0123456789abcdef0`. */
  readonly instanceId?: string
  /** EC2: type of the instance, such as `t4g.small`. */
  readonly instanceType?: string
  /** Lambda: name of the function. */
  readonly functionName?: string
  /** Lambda: version of the function, or `$LATEST`. */
  readonly functionVersion?: string
  /** Lambda: the log stream, one per execution environment. */
  readonly functionInstance?: string
  /** Lambda: memory of the function, in MiB. */
  readonly functionMemoryMb?: number
}
