import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INNOCENT_TEXTS } from './fixtures/innocent-texts.js'
import { SECRET_TEXTS } from './fixtures/secret-texts.js'
import { TOKENS } from './fixtures/tokens.js'
import { createRedaction } from './redaction.js'
import { SUSPECT, scanText } from './text-scan.js'

/** Pieces of all that is looked for, so that random texts of them come near it. */
const PIECES = [
  ...SECRET_TEXTS.map(([text]) => text),
  ...SECRET_TEXTS.map(([, redacted]) => redacted),
  ...TOKENS.flatMap((token) => [token.slice(0, 4), token.slice(0, 12), token]),
  ...'Bearer |bearer |BEARER |Basic |a1b2c3D4e5|eyJ|AKIA|-----BEGIN |PRIVATE KEY|-----|://|user|:|@|host|?|&|token'.split(
    '|',
  ),
  ...'sid|pwd|auth|session|pin|card|cookie|authorization|--password|name|value|key|code|=|"|\'|`|"password|":"|" : "'.split(
    '|',
  ),
  ...' |  |\n|\r\n|\\n|\\r\\n|\\"|\\|,|;|#|[|]|{|}|<|>|</|<password>|%3D|%22|%253D|%|%C3|+|see|null|true|hunter2|1234'.split(
    '|',
  ),
  ...'：|＝|密码|é|\u200b|[REDACTED]|[X]|REDACTED|- |=>|4111 1111 1111 1111|Digest |a=b|form-data; name="password"\r\n\r\n'.split(
    '|',
  ),
  '|',
  '\ud800',
  '\udc00',
]

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'a:=@%"\'\\ \n,{}[]<>/&?#;-_.1') }),
  fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 3 })), { maxLength: 10 })
    .map((parts) => parts.join('')),
)

describe('any text', () => {
  it.each(['[REDACTED]', '[X]', '***', '<hidden secret>', '$&'])(
    'is the same after a second look, with %j',
    (replacement) => {
      const { redactText } = createRedaction({ replacement })
      fc.assert(
        fc.property(texts, (text) => {
          const once = redactText(text)
          expect(redactText(once)).toBe(once)
        }),
        { numRuns: 4_000 },
      )
    },
  )

  it('loses the same where nothing stands for a secret, and counts the same', () => {
    const [shown, empty] = [createRedaction(), createRedaction({ replacement: '' })]
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(!text.includes('REDACTED'))
        expect(empty.redactText(text)).toBe(shown.redactText(text).replaceAll('[REDACTED]', ''))
      }),
      { numRuns: 10_000 },
    )
    expect(empty.counts).toEqual(shown.counts)
  })

  it('is SUSPECT if anything in it is hidden', () => {
    const { redactText } = createRedaction({ keys: ['flavour', 'a', '9'] })
    let hidden = 0
    fc.assert(
      fc.property(texts, (text) => {
        if (redactText(text) === text) return
        hidden += 1
        expect(scanText(text) & SUSPECT).toBe(SUSPECT)
      }),
      { numRuns: 20_000 },
    )
    expect(hidden).toBeGreaterThan(1_000)
  })

  it.each(SECRET_TEXTS)('is SUSPECT, as %j', (text) => {
    expect(scanText(text) & SUSPECT).toBe(SUSPECT)
  })

  it('is the same text and not a copy of it if nothing is hidden', () => {
    const { redactText, counts } = createRedaction()

    for (const text of INNOCENT_TEXTS) expect(redactText(text)).toBe(text)
    expect(counts.inText).toBe(0)
  })

  it('counts what is hidden in it, once', () => {
    const { redactText, counts } = createRedaction()

    const redacted = redactText('token=abc and Bearer abc123 and {"password":"x","secret":["y"]}')

    expect(counts).toEqual({ byName: 0, inText: 4 })
    redactText(redacted)
    expect(counts.inText).toBe(4)
  })
})
