import { describe, expect, it } from 'vitest'
import { normalizeName } from './normalize-name.js'

describe('normalizeName', () => {
  it('makes one of a name in every case and with every separator', () => {
    const names = [
      'X-Api-Key',
      'x_api_key',
      'xApiKey',
      'X API KEY',
      'x.api[key]',
      '$x-api-key',
      'ｘ－ａｐｉ－ｋｅｙ',
      'x\u200bapi\u2060key\ufeff',
    ]

    expect(new Set(names.map(normalizeName))).toEqual(new Set(['xapikey']))
  })

  it('makes the same of a name whether or not it has characters beyond ASCII', () => {
    for (let code = 0; code < 128; code++) {
      const character = String.fromCharCode(code)
      expect(`${normalizeName(`User${character}Key`)}é`).toBe(normalizeName(`User${character}Keyé`))
    }
  })

  it('makes no two different words one', () => {
    expect(normalizeName('Ключ-доступа')).toBe('ключдоступа')
    expect(normalizeName('密码')).toBe('密码')
  })

  it('makes the same of a letter with its mark and of both apart', () => {
    expect(normalizeName('contrasen\u0303a')).toBe(normalizeName('contraseña'))
  })

  it('takes any text', () => {
    for (const name of ['', '-', '\ud800', '\udc00a']) expect(typeof normalizeName(name)).toBe('string')
  })
})
