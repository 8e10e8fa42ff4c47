import { expectMethods } from '@org/core'
import { shutdownGroupOf } from './process-group.js'
import { type DrainableServer, SERVER_METHODS } from './server/drainable-server.js'
import { outliveBalancer } from './server/keep-alive.js'
import { ServerShutdown, type ShutdownReport } from './shutdown-member.js'
import { type GracefulShutdownOptions, resolveShutdownOptions } from './shutdown-options.js'

/** A shutdown that waits for its signal. */
export interface GracefulShutdown {
  /**
   * Starts the sequence now, for every server of the process, or joins the one under way. It ends, as after a signal,
   * with `exit`. Resolves as `done` does.
   */
  shutdown(): Promise<ShutdownReport>
  /** Resolves when the sequence is complete, whoever started it, right before `exit`. Never rejects. */
  readonly done: Promise<ShutdownReport>
  /**
   * Removes the listeners from the process and the server, which then has no part in the shutdown. A sequence under way
   * goes on with it; call `dispose` after `done` then.
   */
  dispose(): void
}

/**
 * Ends the process without losing a request or a record: readiness 503, wait for the balancer, stop
 * accepting, let requests finish, run the hooks, deliver what loggers, metrics and events hold, exit. Call it right
 * after the server was made, before anything slow and before connections arrive: until then, a signal ends the process
 * at once, or does nothing in a container's first process. It raises `server.keepAliveTimeout` above the idle timeout
 * of a load balancer.
 *
 * Call it once for each server: those of one process go through these steps together, and it exits once. A signal
 * within 500 ms of the first changes nothing, as several may be sent where one is meant; a later one exits at once with
 * 128 + its number.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for a wrong option, or a server that cannot be drained, such
 * as one of HTTP/2.
 *
 * @example
 * ```ts
 * const server = app.listen(3000)
 * gracefulShutdown(server, { health, onShutdown: [() => database.end()] })
 * const probes = createServer(health.handler).listen(3001)
 * gracefulShutdown(probes, { health })
 * ```
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 */
export function gracefulShutdown(server: DrainableServer, options: GracefulShutdownOptions): GracefulShutdown {
  expectMethods('server', server, SERVER_METHODS)
  const resolved = resolveShutdownOptions(options)
  if (resolved.keepAliveTimeoutMs !== false) outliveBalancer(server, resolved.keepAliveTimeoutMs)
  const member = new ServerShutdown(server, resolved)
  const group = shutdownGroupOf(resolved.process)
  group.join(member)
  const { done } = member

  return Object.freeze({
    shutdown() {
      group.start(member)
      return done
    },
    done,
    dispose() {
      if (group.leave(member)) member.dispose()
    },
  })
}
