import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchRoute } from './probe-route.js'

const paths = { livenessPath: '/livez', readinessPath: '/internal/readyz' }

describe('matchRoute', () => {
  it.each([
    ['/livez', { probe: 'liveness' }],
    ['/livez/', { probe: 'liveness' }],
    ['/livez?x=1', { probe: 'liveness' }],
    ['/livez/?', { probe: 'liveness' }],
    ['/livez#x', { probe: 'liveness' }],
    ['http://example.com/livez?x=1', { probe: 'liveness' }],
    ['/internal/readyz', { probe: 'readiness' }],
    ['/internal/readyz/database', { probe: 'readiness', check: 'database' }],
    ['/internal/readyz/database/?verbose', { probe: 'readiness', check: 'database' }],
    ['/internal/readyz//', { probe: 'readiness', check: '' }],
  ])('%s asks for %j', (target, route) => {
    expect(matchRoute(target, paths)).toEqual(route)
  })

  it.each(['/', '', '*', '/livezz', '/livez.json', '/LIVEZ', '//livez', '/readyz', '/x/livez', '/?a=/livez', 'livez'])(
    '%s is for the application',
    (target) => {
      expect(matchRoute(target, paths)).toBeUndefined()
    },
  )

  it('answers the same whatever the query is', () => {
    fc.assert(
      fc.property(fc.string(), (query) => {
        expect(matchRoute(`/livez?${query}`, paths)).toEqual({ probe: 'liveness' })
      }),
    )
  })

  it('reads any target without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (target) => {
        matchRoute(target, paths)
      }),
    )
  })
})
