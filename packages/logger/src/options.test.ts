import { ConfigurationError } from '@org/core'
import { describe, expect, it, vi } from 'vitest'
import { type LoggerOptions, resolveLoggerOptions } from './options.js'
import { RECORD_LIMIT_DEFAULTS } from './record/limits.js'

function refusal(options: unknown): string {
  try {
    resolveLoggerOptions(options as LoggerOptions)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message
    throw error
  }
  throw new Error('Nothing was thrown.')
}

describe('the options of createLogger', () => {
  it('have defaults', () => {
    vi.stubEnv('LOG_LEVEL', '')
    const resolved = resolveLoggerOptions({ service: 's' })

    expect(resolved).toMatchObject({ level: 'info', firehose: undefined, transports: [] })
    expect(resolved.console).toEqual({ format: 'auto', stream: process.stdout })
    expect(resolved.limits).toEqual(RECORD_LIMIT_DEFAULTS)
    expect(resolved.fieldNames.timestamp).toBe('timestamp')
    expect(resolved.common).toMatchObject({ exitHooks: true, onDiagnostic: undefined })
    expect(resolved.redaction.verdictOf('password')).toBe('secret')
  })

  it.each([
    [undefined, 'options'],
    [{ servcie: 'typo' }, 'servcie'],
    [{ level: 'loud' }, 'level'],
    [{ level: 3 }, 'level'],
    [{ level: 'toString' }, 'level'],
    [{ levels: [] }, 'levels'],
    [{ levels: {} }, 'levels'],
    [{ levels: { a: -1 } }, 'levels.a'],
    [{ levels: { a: 1_001 } }, 'levels.a'],
    [{ levels: { a: 0, write: 1 } }, 'write'],
    [{ levels: { a: 0, flush: 1 } }, 'flush'],
    [{ console: true }, 'console'],
    [{ console: { colour: true } }, 'colour'],
    [{ console: { format: 'xml' } }, 'console.format'],
    [{ console: { stream: {} } }, 'console.stream'],
    [{ firehose: 'FirehoseLogs' }, 'firehose'],
    [{ redact: true }, 'redact'],
    [{ redact: { keys: [''] } }, 'redact.keys'],
    [{ fieldNames: 'xml' }, 'fieldNames'],
    [{ fieldNames: { time: 't' } }, 'time'],
    [{ limits: { maxDepth: 0 } }, 'limits.maxDepth'],
    [{ limits: { maxDepth: 65 } }, 'limits.maxDepth'],
    [{ limits: { maxStringLength: 15 } }, 'limits.maxStringLength'],
    [{ limits: { maxKeys: 0 } }, 'limits.maxKeys'],
    [{ limits: { maxArrayLength: -1 } }, 'limits.maxArrayLength'],
    [{ limits: { maxLineBytes: 4_095 } }, 'limits.maxLineBytes'],
    [{ limits: { maxLineBytes: 1_024_000 } }, 'limits.maxLineBytes'],
    [{ limits: { maxLines: 1 } }, 'maxLines'],
    [{ transports: 'file' }, 'transports'],
    [{ transports: [{}] }, 'transports'],
    [{ format: 'json' }, 'format'],
    [{ exitHooks: 'no' }, 'exitHooks'],
    [{ onDiagnostic: 'x' }, 'onDiagnostic'],
    [{ clock: Date }, 'clock'],
    [{ clock: { now: Date.now } }, 'clock'],
    [{ random: 4 }, 'random'],
  ])('are refused by name: %j', (options, name) => {
    expect(refusal(options)).toContain(`\`${name}\``)
  })

  it('take each limit at its bounds', () => {
    const least = { maxStringLength: 16, maxDepth: 1, maxKeys: 1, maxArrayLength: 0, maxLineBytes: 4_096 }
    const most = {
      maxStringLength: 1_023_999,
      maxDepth: 64,
      maxKeys: 10_000,
      maxArrayLength: 100_000,
      maxLineBytes: 1_023_999,
    }

    expect(resolveLoggerOptions({ limits: least }).limits).toEqual(least)
    expect(resolveLoggerOptions({ limits: most }).limits).toEqual(most)
  })

  it('never say what was given for a secret name', () => {
    expect(refusal({ redact: { keys: 'hunter2'.repeat(20) } })).not.toContain('hunter2')
  })
})

describe('the level', () => {
  it('is the option, else LOG_LEVEL in any case, else info', () => {
    vi.stubEnv('LOG_LEVEL', 'WARN')
    expect(resolveLoggerOptions({ level: 'debug' }).level).toBe('debug')
    expect(resolveLoggerOptions({}).level).toBe('warn')

    vi.stubEnv('LOG_LEVEL', '')
    expect(resolveLoggerOptions({}).level).toBe('info')
  })

  it.each([
    [' debug ', 'debug'],
    ['Trace', 'silly'],
    ['FATAL', 'error'],
    ['critical', 'error'],
    ['warning', 'warn'],
    ['notice', 'info'],
  ])('of the environment may be %j, as others call it: %s', (name, level) => {
    vi.stubEnv('LOG_LEVEL', name)

    expect(resolveLoggerOptions({})).toMatchObject({ level, refusedLevel: undefined })
  })

  it.each(['loud', 'toString', 'constructor', '7'])(
    'of the environment may be wrong: %j does not stop the start',
    (name) => {
      vi.stubEnv('LOG_LEVEL', name)

      expect(resolveLoggerOptions({})).toMatchObject({ level: 'info', refusedLevel: name })
      expect(resolveLoggerOptions({ levels: { red: 0, green: 1 } })).toMatchObject({
        level: 'green',
        refusedLevel: name,
      })
    },
  )

  it('of the environment is taken for none when it is blank', () => {
    vi.stubEnv('LOG_LEVEL', '  ')

    expect(resolveLoggerOptions({})).toMatchObject({ level: 'info', refusedLevel: undefined })
  })

  it('is the least severe of custom levels without info', () => {
    vi.stubEnv('LOG_LEVEL', undefined)

    expect(resolveLoggerOptions({ levels: { red: 0, green: 2, amber: 1 } }).level).toBe('green')
    expect(resolveLoggerOptions({ levels: { fatal: 0, info: 1, trace: 2 } }).level).toBe('info')
  })
})
