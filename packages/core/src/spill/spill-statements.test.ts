import { describe, expect, it } from 'vitest'
import { damaged, failed, full, retrieved, takenOver } from './spill-statements.js'

describe('what a store in a directory says of itself', () => {
  it.each([
    [1, '1 entry of the spill store in "/spill" is incomplete'],
    [2, '2 entries of the spill store in "/spill" are incomplete'],
  ])('counts %i damaged in its words', (entries, text) => {
    expect(damaged('/spill', entries)).toMatchObject({
      level: 'warn',
      code: 'MON_SPILL_DAMAGED',
      message: expect.stringContaining(text),
      details: { entries },
    })
  })

  it.each([
    [1, '1 line that a process could not deliver before its end is sent now.'],
    [5, '5 lines that a process could not deliver before its end are sent now.'],
  ])('counts %i retrieved in its words', (lines, message) => {
    expect(retrieved(lines)).toEqual({ level: 'info', code: 'MON_SPILL_RETRIEVED', message, details: { lines } })
  })

  it('names the directory, and what to do', () => {
    const error = new Error('ENOSPC')

    expect(full('/spill', 1_048_576, { lines: 3, bytes: 1_000_000 })).toMatchObject({
      level: 'warn',
      code: 'MON_SPILL_FULL',
      message:
        'The spill store in "/spill" takes no more: it has 1000000 of `maxBytes` 1048576, or the disk is too slow.',
      details: { lines: 3, bytes: 1_000_000 },
    })
    expect(failed('/spill', error)).toMatchObject({
      level: 'error',
      code: 'MON_SPILL_FAILED',
      message: expect.stringMatching(/"\/spill" cannot be used now.*Check that the directory can be written/),
      error,
    })
    expect(takenOver('/spill')).toMatchObject({
      level: 'warn',
      code: 'MON_SPILL_TAKEN_OVER',
      message: expect.stringMatching(/took over what was spilled in "\/spill".*Some of it may be sent twice/),
    })
  })
})
