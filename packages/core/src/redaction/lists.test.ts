import { describe, expect, it } from 'vitest'
import { ARGUMENT_LISTS } from './fixtures/commands.js'
import { createRedaction } from './redaction.js'

const redaction = createRedaction()

/** The items and fields of a value that are hidden because of what stands beside them. */
function hiddenIn(value: object): unknown[] {
  return Object.entries(value)
    .filter(
      ([key, member]) =>
        (Array.isArray(value) || redaction.isValueKey(key)) && redaction.hidesBeside(value, key, member),
    )
    .map(([, member]: [string, unknown]) => member)
}

const fields = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, 1]))

describe('a value beside the name of a secret', () => {
  it.each<[what: string, value: object, hidden: unknown[]]>([
    [
      'rawHeaders',
      ['Host', 'x:1', 'X-Api-Key', 'SECRETKEY1', 'cookie', 'remember=S', 'authorization', 'Token S', 'Accept', '*/*'],
      ['SECRETKEY1', 'remember=S', 'Token S'],
    ],
    ['rawTrailers with a word as a secret', ['x-checksum', 'a:1', 'x-vault-token', 'swordfish'], ['swordfish']],
    ['the arguments of a command', ['mysql', '-u', 'root', '--password', 'swordfish', 'db'], ['swordfish']],
    ['an option with one dash', ['-token', 'abc1'], ['abc1']],
    ['an option that another one follows', ['--password', '--verbose'], []],
    ['a pair', ['x-api-key', 'S3CRET'], ['S3CRET']],
    ['a pair with a word as a secret', ['password', 'swordfish'], ['swordfish']],
    ['a pair with an object', ['credentials', { a: 'b' }], [{ a: 'b' }]],
    ['a pair with a count', ['tokens', 512], []],
    ['a header in HAR', { name: 'authorization', value: 'Bearer abc.def' }, ['Bearer abc.def']],
    ['a variable in ECS', { name: 'DB_PASSWORD', value: 'S' }, ['S']],
    ['a parameter of CloudFormation', { ParameterKey: 'DbPassword', ParameterValue: 'S' }, ['S']],
    ['a tag', { Key: 'ApiKey', Value: 'S' }, ['S']],
    ['an attribute of OpenTelemetry', { key: 'http.cookie', value: { stringValue: 'S' } }, [{ stringValue: 'S' }]],
    ['an error of validation', { path: 'user.password', value: 'S', msg: 'too short' }, ['S']],
    ['an error of validation with a path', { path: ['user', 'password'], value: 'S' }, ['S']],
    ['a path of validation with more parts', { path: ['a', 'user', 'password'], value: 'S' }, ['S']],
    ['the longest name', { name: `${'x'.repeat(120)}password`, value: 'S' }, ['S']],
    ['a text that is too long for a name', { name: `${'x'.repeat(121)}password`, value: 'S' }, []],
    ['a name behind what is none', { name: 5, key: 'password', value: 'S' }, ['S']],
    ['a key that holds no name', { title: 'password', value: 'S' }, []],
    ['the last key that is looked at', { value: 'S', ...fields(62), name: 'password' }, ['S']],
    ['a key behind those', { value: 'S', ...fields(63), name: 'password' }, []],
    ['the text of an invalid field', { instancePath: '/user/password', data: 'S' }, ['S']],
    ['an invalid field with parts', { path: 'user.credentials', data: { id: 'a' } }, [{ id: 'a' }]],
    ['a change of JSON Patch', { op: 'replace', path: '/password', value: 'S' }, ['S']],
    ['a part of a form', { name: 'password', data: 'S' }, ['S']],
    ['a job of a queue', { name: 'reset-password', data: { userId: 7 } }, []],
    ['the request of a route', { path: '/reset/credentials', data: { userId: 7 } }, []],
    ['a command of Redis', { name: 'auth', args: ['S'] }, [['S']]],
    ['a command of Redis in capitals', { name: 'HELLO', args: [3, 'AUTH', 'ann', 'S'] }, [[3, 'AUTH', 'ann', 'S']]],
    ['a command of Redis without arguments', { name: 'auth', args: null }, []],
    ['another command', { name: 'get', args: ['session'] }, []],
    ['a name that leaves it to the value', { name: 'session', value: 'open' }, []],
    ['a harmless name', { name: 'COLOUR', value: 'red' }, []],
    ['nothing', { name: 'password', value: '' }, []],
    ['yes and no', { name: 'password', value: true }, []],
    ['names of fields', ['password', 'email'], []],
    ['names of secret fields', ['password', 'passwordConfirmation'], []],
    ['names of many fields', ['password', 'nickname', 'token', 'birthday'], []],
    ['names of headers', ['content-type', 'authorization', 'x-api-key', 'x-request-id'], []],
    ['paths of fields', ['secrets', 'users.*.credentials'], []],
    ['actions of a policy', ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], []],
    ['a name and a sentence about it', ['password', 'must be at least 8 characters'], []],
    ['a name and the shortest sentence', ['password', 'is too short'], []],
    ['a name and a secret of several words', ['password', 'x Y Z'], ['x Y Z']],
    ['a name and a name as long as names are', ['password', `${'x'.repeat(56)}password`], []],
    ['a name and a longer word', ['password', `${'x'.repeat(57)}password`], [`${'x'.repeat(57)}password`]],
    ['a name as long as names of lists are', [`${'x'.repeat(56)}password`, 'S3CRET'], ['S3CRET']],
    ['a longer text', [`${'x'.repeat(57)}password`, 'S3CRET'], []],
    ['words', ['the', 'secret', 'is', 'out'], []],
    ['an odd list', ['a', 'password', 'S3CRET'], []],
    ['an odd list that begins with a name', ['password', 'S3CRET', 'a'], []],
    ['a list of the same length with a value', ['password', 'S3CRET', 'a', 'b'], ['S3CRET']],
    ['names, and a value that is a list', ['password', 'swordfish', 'tags', ['a']], ['swordfish']],
    ['names as far as is looked', ['password', 'nickname', ...Array<string>(62).fill('name'), 'a', 'b1'], []],
    [
      'names and a value within that',
      ['password', 'nickname', ...Array<string>(60).fill('name'), 'a', 'b1'],
      ['nickname'],
    ],
    ['numbers', [1, 2], []],
  ])('is told from its neighbours: %s', (_what, value, hidden) => {
    expect(hiddenIn(value)).toEqual(hidden)
  })

  it.each(ARGUMENT_LISTS)('is told from other arguments of a command: %j', (list, hidden) => {
    expect(hiddenIn(list)).toEqual(hidden)
  })

  it.each<[what: string, value: object, hidden: unknown[]]>([
    ['an error of a child process', { path: 'curl', spawnargs: ['-u', 'a:b'] }, [['-u', 'a:b']]],
    ['what was spawned', { syscall: 'spawn /usr/bin/mysql', spawnargs: ['-phunter2'] }, [['-phunter2']]],
    ['a command with arguments', { command: 'vault', args: ['login', 'root'] }, [['login', 'root']]],
    ['a command in capitals', { Command: 'SSHPASS', Arguments: ['-p', 'x'] }, [['-p', 'x']]],
    ['another command', { command: 'ls', args: ['-u', 'a:b'] }, []],
    ['arguments without a command', { args: ['-u', 'a:b'] }, []],
    ['the call of a tool', { name: 'get_token', arguments: '{"page":1}' }, []],
    ['arguments that are none', { command: 'curl', args: { u: 'a:b' } }, []],
  ])('is told from arguments beside their command: %s', (_what, value, hidden) => {
    expect(hiddenIn(value)).toEqual(hidden)
  })

  it('is asked for under few keys only', () => {
    expect(
      ['value', 'Value', 'ParameterValue', 'parameter_value', 'parametervalue', 'PARAMETER_VALUE', 'VALUE'].every(
        redaction.isValueKey,
      ),
    ).toBe(true)
    expect(['name', 'id', 'message', '__proto__', 'constructor', ''].some(redaction.isValueKey)).toBe(false)
  })

  it('is counted', () => {
    const { counts, hidesBeside } = createRedaction()

    hidesBeside(['password', 'S3CRET'], 1, 'S3CRET')
    hidesBeside(['colour', 'red'], 1, 'red')

    expect(counts).toEqual({ byName: 1, inText: 0 })
  })

  it('is taken for none where the look at its neighbours throws', () => {
    const thrower = {
      get name(): string {
        throw new Error('no')
      },
      value: 'S',
    }
    const { proxy, revoke } = Proxy.revocable(['password', 'S'], {})
    revoke()

    expect(redaction.hidesBeside(thrower, 'value', 'S')).toBe(false)
    expect(redaction.hidesBeside(proxy, 1, 'S')).toBe(false)
  })
})
