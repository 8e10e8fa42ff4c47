import { describe, expect, it } from 'vitest'
import { TakenNames } from './taken-names.js'

describe('names that are not free', () => {
  const taken = new TakenNames(['level', 'host.name'], ['level', 'host.name', 'http.request.id', 'service'])

  it.each([
    ['level', 'one of ours'],
    ['host.name', 'one of ours'],
    ['host', 'above one of ours'],
    ['http', 'above one of ours'],
    ['http.request', 'above one of ours'],
    ['service.owner', 'below one of ours'],
    ['service.owner.name', 'below one of ours'],
    ['level.x', 'below one of ours'],
    ['_id', 'of the engine'],
    ['_source', 'of the engine'],
  ])('are %s, which is %s', (name) => {
    expect(taken.has(name)).toBe(true)
  })

  it.each(['hostname', 'hosts', 'host.ip', 'http.request.method', 'levels', '_type', 'id', 'services.x', ''])(
    'are not %j',
    (name) => {
      expect(taken.has(name)).toBe(false)
    },
  )

  it('may be more for one record', () => {
    const more = taken.and(['traceId'])

    expect(['traceId', 'level', 'spanId'].map((name) => more.has(name))).toEqual([true, true, false])
  })
})
