import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it('the policy entry loads neither CDK nor anything else than plain data of core', () => {
  const sources = ['index.ts', 'telemetry-policy.ts'].map((file) =>
    readFileSync(new URL(`../src/policy/${file}`, import.meta.url), 'utf8'),
  )

  const imported = sources.flatMap((source) => [...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name))

  expect(new Set(imported)).toEqual(new Set(['./telemetry-policy.js', '@org/core/aws', '@org/core/catalog']))
})
