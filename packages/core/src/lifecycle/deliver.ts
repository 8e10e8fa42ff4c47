import type { Clock } from '../clock.js'
import type { Participant, Phase } from './participant.js'

/**
 * Lets every participant deliver, in phases, for at most `timeoutMs` in all. Everybody starts at once, as the time
 * is short; logs are flushed once more when the others are done, since those may have had something to say, also to
 * a log that held nothing until then. What a participant does wrong disturbs no other. Never rejects.
 */
export async function deliver(
  participants: Iterable<Participant>,
  timeoutMs: number,
  clock: Pick<Clock, 'monotonic' | 'schedule' | 'keepAlive'>,
): Promise<void> {
  const deadline = clock.monotonic() + timeoutMs
  const flush = async (phases: readonly Phase[]): Promise<void> => {
    const left = Math.max(0, deadline - clock.monotonic())
    const members = [...participants].filter(({ phase }) => phases.includes(phase))
    await Promise.all(members.map((member) => flushOne(member, left)))
  }
  const release = clock.keepAlive()
  let cancel = (): void => {}
  const expired = new Promise<void>((resolve) => {
    cancel = clock.schedule(resolve, timeoutMs)
  })
  let isOver = false
  // A flush that begins when the time is up would only start requests, which keep the process.
  const flushLogsAgain = (): Promise<void> | undefined => (isOver ? undefined : flush(['logs']))
  await Promise.race([flush(['telemetry', 'logs']).then(flushLogsAgain), expired])
  isOver = true
  cancel()
  release()
}

async function flushOne(participant: Participant, timeoutMs: number): Promise<void> {
  try {
    await participant.flush(timeoutMs)
  } catch {
    // It reports its own trouble; the end goes on.
  }
}
