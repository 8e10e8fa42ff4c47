import { ConfigurationError } from '@org/core'
import { describe, expect, it } from 'vitest'
import winston from 'winston'
import { createLogger } from '../create-logger.js'
import { type DebugOnErrorOptions, resolveDebugOnError } from './debug-on-error.js'
import type { HoldSettings } from './held-records.js'
import { OPEN_HOLD } from './request-holds.js'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const logger = createLogger({ service: 's', console: false, runtimeMetadata: false })

/** The settings with which the hold of a request is opened. */
function settingsOf(option: true | DebugOnErrorOptions, levels = logger.levels): HoldSettings | undefined {
  let opened: HoldSettings | undefined
  const holding = Object.assign(Object.create(logger) as winston.Logger, {
    [OPEN_HOLD](settings: HoldSettings) {
      opened = settings
      return undefined
    },
  })
  Object.defineProperty(holding, 'levels', { value: levels })
  resolveDebugOnError(holding, option)?.open({}, TRACE)
  return opened
}

describe('the option debugOnError', () => {
  it('is off unless it is asked for', () => {
    expect(resolveDebugOnError(logger, undefined)).toBeUndefined()
    expect(resolveDebugOnError(logger, false)).toBeUndefined()
  })

  it('has defaults', () => {
    const defaults = { severity: logger.levels['debug'], maxRecords: 100, maxBytes: 65_536, writesAtOnce: false }

    expect(settingsOf(true)).toEqual(defaults)
    expect(settingsOf({})).toEqual(defaults)
    expect(settingsOf({ level: undefined, slowMs: undefined, maxRecords: undefined })).toEqual(defaults)
  })

  it('takes what it is given', () => {
    expect(settingsOf({ level: 'silly', maxRecords: 1, maxBytes: 1, sampleRate: 1 })).toEqual({
      severity: logger.levels['silly'],
      maxRecords: 1,
      maxBytes: 1,
      writesAtOnce: true,
    })
  })

  it('writes at once what belongs to a sampled trace', () => {
    expect(settingsOf({ sampleRate: 0.25 })?.writesAtOnce).toBe(true)
    expect(settingsOf({ sampleRate: 0.1 })?.writesAtOnce).toBe(false)
  })

  it('holds the least severe level of a logger without debug', () => {
    expect(settingsOf(true, { fatal: 0, trace: 7, note: 3 })?.severity).toBe(7)
  })

  it.each([
    [{ statusCode: 499, durationMs: 999.999 }, false],
    [{ statusCode: 500, durationMs: 0 }, true],
    [{ statusCode: 200, durationMs: 1_000 }, true],
    [{ statusCode: 200, durationMs: 0, aborted: true as const }, true],
  ])('judges the outcome %j', (outcome, isWorthWriting) => {
    expect(resolveDebugOnError(logger, true)?.isWorthWriting(outcome)).toBe(isWorthWriting)
  })

  it.each([
    ['yes', 'requestLogger.debugOnError'],
    [null, 'requestLogger.debugOnError'],
    [[], 'requestLogger.debugOnError'],
    [{ levels: 'debug' }, 'levels'],
    [{ level: 'trace' }, 'requestLogger.debugOnError.level'],
    [{ level: 5 }, 'requestLogger.debugOnError.level'],
    [{ slowMs: -1 }, 'requestLogger.debugOnError.slowMs'],
    [{ slowMs: Number.NaN }, 'requestLogger.debugOnError.slowMs'],
    [{ slowMs: '1s' }, 'requestLogger.debugOnError.slowMs'],
    [{ maxRecords: 0 }, 'requestLogger.debugOnError.maxRecords'],
    [{ maxRecords: 1.5 }, 'requestLogger.debugOnError.maxRecords'],
    [{ maxBytes: -1 }, 'requestLogger.debugOnError.maxBytes'],
    [{ sampleRate: 1.1 }, 'requestLogger.debugOnError.sampleRate'],
    [{ sampleRate: -0.1 }, 'requestLogger.debugOnError.sampleRate'],
  ])('refuses %j by name', (option, name) => {
    const resolve = (): unknown => resolveDebugOnError(logger, option as never)

    expect(resolve).toThrow(ConfigurationError)
    expect(resolve).toThrow(name)
  })

  it('refuses a logger that cannot hold records', () => {
    const plain = winston.createLogger({ silent: true })

    expect(() => resolveDebugOnError(plain, true)).toThrow(ConfigurationError)
    expect(() => resolveDebugOnError(plain, true)).toThrow(/debugOnError.*createLogger/)
    expect(resolveDebugOnError(plain, false)).toBeUndefined()
  })
})
