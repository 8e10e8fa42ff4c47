import { expect, it } from 'vitest'
import { Child } from './fixtures/child.js'

it('three checks that are down at once, and three hooks that fail, are all named on stderr, in lines without a secret', async () => {
  const child = new Child('failures.ts')

  expect(await child.exited).toEqual({ code: 1, signal: null })

  const lines = child.errors.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.map(({ code, subject }) => [code, subject])).toEqual([
    ['MON_HEALTH_CHECK_FAILED', 'db'],
    ['MON_HEALTH_CHECK_FAILED', 'queue'],
    ['MON_HEALTH_CHECK_FAILED', 'cache'],
    ['MON_SHUTDOWN_HOOK_FAILED', 'closeDatabase'],
    ['MON_SHUTDOWN_HOOK_FAILED', 'closeQueue'],
    ['MON_SHUTDOWN_HOOK_FAILED', 'closeCache'],
  ])
  expect(child.errors.join('\n')).not.toContain('hunter2')
})
