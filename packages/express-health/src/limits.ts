/**
 * Idle timeout of an Application Load Balancer by default, in milliseconds. A server that closes idle
 * connections earlier makes the balancer answer 502 now and then.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
 */
export const ALB_IDLE_TIMEOUT_MS = 60_000

/**
 * Time between SIGTERM and SIGKILL on ECS by default (`stopTimeout`), in milliseconds; Kubernetes has the same default
 * (`terminationGracePeriodSeconds`).
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
 */
export const ECS_STOP_TIMEOUT_MS = 30_000
