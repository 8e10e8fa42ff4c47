import { type Clock, systemClock } from './clock.js'
import { expectMethods } from './expect.js'

/** Returns the clock that was given, or that of the system. @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) */
export function expectClock(clock: Clock | undefined): Clock {
  if (clock === undefined) return systemClock
  expectMethods('clock', clock, ['now', 'monotonic', 'schedule', 'keepAlive'])
  return clock
}
