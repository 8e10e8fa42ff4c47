import { describe, expect, it } from 'vitest'
import { createRedaction } from './redaction.js'

const LENGTH = 1_000_000

/** Texts that repeat what is looked for and never finish it. A look that were not linear would not end within the test. */
const HOSTILE: readonly (readonly [what: string, unit: string, ...around: string[]])[] = [
  ['beginnings of web tokens', 'eyJ-'],
  ['a web token that never ends', 'a', 'eyJ'],
  ['dots and tokens', 'eyJabcdef.'],
  ['beginnings of URLs', '://'],
  ['colons after a URL', ':', '://'],
  ['at signs after a URL', '@', '://a:', '/'],
  ['users without a host', '://a:b'],
  ['users with hosts and at signs', '://a:b@c/@'],
  ['at signs', 'a@'],
  ['colons and at signs', 'a:b@c'],
  ['names that never end', 'token', '?'],
  ['names without a value', 'token='],
  ['names that leave it to the value', 'session='],
  ['such names with short values', 'session=x;'],
  ['quotes that never close', `token="token='`],
  ['doubled quotes', "pin='a''"],
  ['separators', '?&; '],
  ['separators in a value', ';a', 'password='],
  ['commas in a value', ',a', 'password: '],
  ['brackets behind a value', ')', 'password=', 'x'],
  ['long words before an equals sign', 'a.', '', '='],
  ['beginnings of keys', '-----BEGIN PRIVATE KEY-----'],
  ['half beginnings of keys', `-----BEGIN ${'A '.repeat(18)}`],
  ['bearers', 'bearer '],
  ['hyphens', '-'],
  ['names of JSON', '"password":'],
  ['a string of JSON that never ends', '\\"', '"password":"'],
  ['brackets of JSON that never close', '"pin":{'],
  ['brackets of JSON that close', '"token":[{}],'],
  ['backslashes before quotes', `"a":${'\\'.repeat(30)}"`],
  ['spaces after names of JSON', `"password"${' '.repeat(15)}`],
  ['keys of values', '"value":"",'],
  ['escapes in a name', '\\u0061', '"', '":"x"'],
  ['encoded equals signs', '%3D'],
  ['names encoded twice', 'token%253D'],
  ['plus signs in what is encoded', '+', '%3A'],
  ['elements of XML', '<password>'],
  ['sections of XML', '<pin><![CDATA['],
  ['lists of names', '"password",'],
  ['options of a command', '--password '],
  ['parts of a form', 'name="pin"\n\n'],
  ['codes of an authorization', '&code=a'],
  ['names at the ends of lines', 'password:\n '],
  ['parameters of headers', 'cookie: a="\n'],
  ['numbers in groups', ' 11', 'card=1'],
  ['words that belong to a name', 'a key: '],
  ['users of URLs without a scheme', '//a:'],
  ['credentials of URLs without a scheme and a host', ' //a:b@'],
  ['a user of a URL that never ends', 'a', '//', ':'],
  ['slashes of PHP', ':\\/\\/a'],
  ['lines of a header', '\n a', 'cookie: a=b'],
  ['headers that go on', 'cookie: a=b\n '],
  ['schemes that go on', 'authorization: token\n see\n'],
  ['three quotes', "pin='''a"],
  ['three quotes that never close', 'a', 'password="""'],
  ['three quotes and one more', `pin=''''a "`],
  ['escaped quotes in threes', 'pin=\\"\\"\\"'],
  ['names and values of YAML', '- name: a\n  value: b\n'],
  ['values of YAML without a name', 'value: a\n'],
  ['names and values of XML', '<Name>a</Name><Value>b</Value>'],
  ['values of XML', '<Value>'],
  ['names in attributes', '<a name="pin">1'],
  ['keys of property lists', '<key>a</key><string>b'],
  ['names before lists', '"pin",[['],
  ['masks', '*', 'password: '],
  ['half characters', '\ud800='],
]

describe('a hostile text of a million characters', () => {
  it.each(HOSTILE)('is gone through in bounded work: %s', (_what, unit = '', before = '', after = '') => {
    const text = before + unit.repeat(Math.ceil(LENGTH / unit.length)) + after
    const redacted = createRedaction({ replacement: '' }).redactText(text)

    expect(redacted.length).toBeLessThanOrEqual(text.length)
  })
})
