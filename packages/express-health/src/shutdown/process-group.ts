import { ShutdownGroup } from './shutdown-group.js'
import type { ShutdownProcess } from './shutdown-options.js'

/**
 * One group per process object, shared by every copy of this package that is loaded: two groups would each exit
 * when its own servers are done. What copies of other versions use of a group must stay, or the key must change.
 */
const groupsKey = Symbol.for('@org/express-health/shutdown/v1')
const holder = globalThis as { [groupsKey]?: WeakMap<ShutdownProcess, ShutdownGroup> }

/** The servers that end together with this process. */
export function shutdownGroupOf(source: ShutdownProcess): ShutdownGroup {
  holder[groupsKey] ??= new WeakMap()
  const groups = holder[groupsKey]
  const known = groups.get(source)
  if (known?.takesNewcomers) return known
  // The process has survived its own end, as `exit` left that to the application: what is made now has an end of its own.
  known?.detach()
  const group = new ShutdownGroup(source)
  groups.set(source, group)
  return group
}
