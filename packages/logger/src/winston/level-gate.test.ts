import { createManualClock } from '@org/core/testing'
import { describe, expect, it } from 'vitest'
import { LevelGate } from './level-gate.js'

const INFO = { level: 'info', severity: 2 }
const DEBUG = { level: 'debug', severity: 5 }
const WARN = { level: 'warn', severity: 1 }

describe('LevelGate', () => {
  it('lets children follow their parent until they have a level of their own', () => {
    const root = LevelGate.root(INFO)
    const child = root.child()
    const grandchild = child.child()

    root.set(DEBUG)
    expect([child.level, grandchild.severity]).toEqual(['debug', 5])

    child.set(WARN)
    expect([root.level, child.level, grandchild.level]).toEqual(['debug', 'warn', 'warn'])
  })

  it('goes back to what counted before, however often the time is extended', async () => {
    const clock = createManualClock()
    const gate = LevelGate.root(INFO)

    gate.setFor(DEBUG, 1_000, clock)
    await clock.advance(900)
    gate.setFor(WARN, 1_000, clock)
    await clock.advance(999)
    expect(gate.level).toBe('warn')

    await clock.advance(1)
    expect([gate.level, clock.pendingTimers]).toEqual(['info', 0])
  })

  it('keeps a level that is set while a temporary one counts', async () => {
    const clock = createManualClock()
    const gate = LevelGate.root(INFO)

    gate.setFor(DEBUG, 1_000, clock)
    gate.set(WARN)
    await clock.advance(2_000)

    expect([gate.level, clock.pendingTimers]).toEqual(['warn', 0])
  })

  it('lets a child follow its parent again after a temporary level', async () => {
    const clock = createManualClock()
    const root = LevelGate.root(INFO)
    const child = root.child()

    child.setFor(DEBUG, 1_000, clock)
    root.set(WARN)
    await clock.advance(1_000)

    expect(child.level).toBe('warn')
  })
})
