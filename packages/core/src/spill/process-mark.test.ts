import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isGone, ownMark, type ProcessFiles, type ProcessMark } from './process-mark.js'

/** A system with some processes: state and start time by process id. */
function system(processes: Record<number, { state?: string; start: string }>, boot = 'boot-1', namespace = 'pid:[1]') {
  const files: ProcessFiles = {
    read(path) {
      if (path === '/proc/sys/kernel/random/boot_id') return `${boot}\n`
      const found = processes[Number(path.split('/')[2])]
      if (found === undefined) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
      const fields = Array.from({ length: 30 }, (_value, index) => String(index))
      fields[0] = found.state ?? 'S'
      fields[19] = found.start
      return `1234 (a (strange) name) ${fields.join(' ')}\n`
    },
    readLink: () => namespace,
  }
  return files
}

const self = { [process.pid]: { start: '100' } }
const markOf = (pid: number, start: string, boot = 'boot-1', namespace = 'pid:[1]'): ProcessMark => ({
  boot,
  namespace,
  pid,
  start,
})

describe('the mark of a process', () => {
  it('tells that a process lives, that it is gone, and that its id belongs to another one', () => {
    const files = system({ ...self, 7: { start: '500' } })

    expect(isGone(markOf(7, '500'), files)).toBe(false)
    expect(isGone(markOf(8, '500'), files)).toBe(true)
    expect(isGone(markOf(7, '499'), files)).toBe(true)
  })

  it('knows this process, and one of the same id before it, as the first in every container has', () => {
    const files = system(self)

    expect(isGone(ownMark(files) ?? markOf(0, ''), files)).toBe(false)
    expect(isGone(markOf(process.pid, '99'), files)).toBe(true)
  })

  it.each(['Z', 'X', 'x'])('counts a process that has ended and is not yet collected as gone: %s', (state) => {
    expect(isGone(markOf(7, '500'), system({ ...self, 7: { start: '500', state } }))).toBe(true)
  })

  it('does not know of a process in another container, or before the last start of the system', () => {
    const files = system(self)

    expect(isGone(markOf(7, '500', 'boot-1', 'pid:[2]'), files)).toBeUndefined()
    expect(isGone(markOf(7, '500', 'boot-0'), files)).toBeUndefined()
  })

  it('is absent where the system tells nothing', () => {
    const files: ProcessFiles = {
      read: () => {
        throw new Error('ENOENT')
      },
      readLink: () => '',
    }

    expect(ownMark(files)).toBeUndefined()
    expect(isGone(markOf(7, '500'), files)).toBeUndefined()
  })

  it('is absent where the status of a process is another than on Linux', () => {
    const files: ProcessFiles = { ...system(self), read: () => '1234 (node) S' }

    expect(ownMark(files)).toBeUndefined()
  })

  it.runIf(existsSync('/proc/self/ns/pid'))('names the space in which its process id counts', () => {
    expect(ownMark()).toMatchObject({ namespace: expect.stringMatching(/^pid:\[\d+\]$/), pid: process.pid })
  })

  it.runIf(existsSync('/proc/self/stat'))('holds for a real process, before and after its end', async () => {
    const script = 'process.stdout.write(require("fs").readFileSync("/proc/self/stat")); setInterval(() => {}, 1000)'
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [stat] = (await once(child.stdout, 'data')) as [Buffer]
    const own = ownMark()
    const start = stat.toString().split(') ')[1]?.split(' ')[19]
    if (own === undefined || start === undefined || child.pid === undefined) throw new Error('No mark.')
    const mark = { ...own, pid: child.pid, start }

    expect(isGone(mark)).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isGone(mark)).toBe(true)
  })
})
