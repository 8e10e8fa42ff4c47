import { describe, expect, it } from 'vitest'
import { failedOutcome, readOutcome } from './check-outcome.js'

describe('readOutcome', () => {
  it.each([[undefined], [true], [{ status: 'pass' }]])('passes %j', (value) => {
    expect(readOutcome(value)).toEqual({ status: 'pass' })
  })

  it.each([
    [false, 'returned false'],
    [null, 'it returned null'],
    ['PONG', 'it returned "PONG"'],
    [0, 'it returned 0 (number)'],
    [{}, 'an object with status nothing'],
    [{ status: 'ok' }, 'an object with status "ok"'],
    [{ status: 500, ok: false }, 'an object with status 500 (number)'],
    [{ status: 200, ok: true }, 'an object with status 200 (number)'],
    [new Error('refused'), 'Error: refused'],
  ])('fails %j and says why', (value, output) => {
    const outcome = readOutcome(value)

    expect(outcome.status).toBe('fail')
    expect(outcome.output).toContain(output)
  })

  it('keeps what a report measured and drops what is no scalar', () => {
    const value = { status: 'warn', output: 'nearly full', observedValue: 0.93, observedUnit: 'ratio', secret: 'x' }

    expect(readOutcome(value)).toEqual({
      status: 'warn',
      output: 'nearly full',
      observedValue: 0.93,
      observedUnit: 'ratio',
    })
    expect(readOutcome({ status: 'pass', output: 1, observedValue: {}, observedUnit: 2 })).toEqual({ status: 'pass' })
  })
})

it('a thrown value is a failure with its message, whatever was thrown', () => {
  expect(failedOutcome(new TypeError('no route')).output).toBe('TypeError: no route')
  expect(failedOutcome('down').output).toBe('down')
  expect(failedOutcome(undefined)).toMatchObject({ status: 'fail', output: 'nothing' })
})

it('a failure that quotes a connection string does so without the password, as outputs are shown', () => {
  const { output } = failedOutcome(new Error('cannot reach postgres://app:hunter2@db.internal:5432/orders'))

  expect(output).toContain('db.internal')
  expect(output).not.toContain('hunter2')
})
