import { createRedaction, type Verdict } from '@org/core/redaction'
import { describe, expect, it } from 'vitest'
import { KeyPlans } from './key-plans.js'

describe('KeyPlans', () => {
  it('knows of a name how it is written, and whether it is secret or reserved', () => {
    const plans = new KeyPlans(createRedaction(), new Set(['level']))

    expect(plans.of('a"b')).toEqual({
      head: '"a\\"b":',
      prefix: ',"a\\"b":',
      verdict: 'plain',
      isValueKey: false,
      reserved: false,
      altered: false,
    })
    expect(plans.of('apiKey')).toMatchObject({ verdict: 'secret', reserved: false })
    expect(plans.of('level')).toMatchObject({ verdict: 'plain', reserved: true })
    expect(plans.of('value')).toMatchObject({ isValueKey: true })
  })

  it('asks about a name once', () => {
    const redaction = createRedaction()
    const asked: string[] = []
    const verdictOf = (key: string): Verdict => {
      asked.push(key)
      return redaction.verdictOf(key)
    }
    const plans = new KeyPlans({ ...redaction, verdictOf })

    for (let round = 0; round < 3; round++)
      for (const key of ['a', 'password', 'constructor', '__proto__']) plans.of(key)

    expect(asked).toEqual(['a', 'password', 'constructor', '__proto__'])
  })

  it('remembers a bounded number of names, and plans the others all the same', () => {
    const redaction = createRedaction()
    let asked = 0
    const verdictOf = (key: string): Verdict => {
      asked += 1
      return redaction.verdictOf(key)
    }
    const plans = new KeyPlans({ ...redaction, verdictOf })
    for (let index = 0; index < 5_000; index++) plans.of(`key-${index}`)
    asked = 0

    for (let index = 0; index < 5_000; index++) plans.of(`key-${index}`)

    expect(asked).toBe(5_000 - 4_096)
    expect(plans.of('late-password')).toMatchObject({ verdict: 'secret', head: '"late-password":' })
  })

  it.each([
    ['is too long', 'n'.repeat(600), `"${'n'.repeat(512)}~7":`],
    ['is half a character', 'a\ud800', '"a\ufffd~7":'],
    ['has a secret in it', 'postgres://user:hunter2@host', '"postgres://[REDACTED]@host~7":'],
  ])('tells names apart that are altered: one %s', (_case, key, head) => {
    const plans = new KeyPlans(createRedaction())

    expect(plans.of(key).altered).toBe(true)
    expect(plans.altered(key, 7)).toMatchObject({ head, prefix: `,${head}`, altered: true })
  })
})
