import { expect, it } from 'vitest'
import { counted } from './words.js'

it.each([
  [0, 'record', undefined, '0 records'],
  [1, 'record', undefined, '1 record'],
  [2, 'record', undefined, '2 records'],
  [1, 'entry', 'entries', '1 entry'],
  [3, 'entry', 'entries', '3 entries'],
])('%i %s is said in singular or plural: %s %s', (count, one, many, text) => {
  expect(counted(count, one, many)).toBe(text)
})
