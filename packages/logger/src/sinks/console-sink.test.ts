import { Writable } from 'node:stream'
import { systemClock } from '@org/core'
import { createReport } from '@org/core/reporting'
import { describe, expect, it } from 'vitest'
import { resolveFieldNames } from '../record/field-names.js'
import { type ConsoleFormat, type ConsoleSink, createConsoleSink } from './console-sink.js'
import type { LineStream } from './line-stream.js'

const LINE = '{"timestamp":"2026-01-02T03:04:05.678Z","level":"info","message":"a"}'
const PRETTY = '03:04:05.678 INFO    a\n'

function createSink(stream: LineStream, format: ConsoleFormat, env: Record<string, string> = {}): ConsoleSink {
  const report = createReport({ source: 'logger', clock: systemClock, onDiagnostic: () => {} })
  return createConsoleSink({
    stream,
    format,
    env,
    names: resolveFieldNames(),
    clock: systemClock,
    report,
    exitHooks: false,
  })
}

function written(format: ConsoleFormat, isTTY: boolean, env: Record<string, string> = {}): string {
  let text = ''
  const stream = {
    isTTY,
    write(line: string) {
      text += line
    },
  }
  createSink(stream, format, env).write(LINE)
  return text
}

describe('the console', () => {
  it('gets JSON where nobody reads along, and pretty lines on a terminal', () => {
    expect(written('auto', false)).toBe(`${LINE}\n`)
    expect(written('auto', true, { NO_COLOR: '1' })).toBe(PRETTY)
    expect(written('json', true)).toBe(`${LINE}\n`)
    expect(written('pretty', false)).toBe(PRETTY)
  })

  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '' }, false],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('has colours as the environment asks: terminal %s, %j', (isTTY, env, expected) => {
    expect(written('pretty', isTTY, env).includes('\u001b[')).toBe(expected)
  })

  it('may throw: the application does not notice', () => {
    const broken = {
      write() {
        throw new Error('EPIPE')
      },
    }

    expect(() => createSink(broken, 'json').write(LINE)).not.toThrow()
    expect(() => createSink(process.stdout, 'pretty').write('no JSON')).not.toThrow()
  })

  it('may fail later: the error of its stream is not unhandled, and is left to a handler of the application', async () => {
    const failing = (): Writable =>
      new Writable({ write: (_chunk, _encoding, callback) => setImmediate(() => callback(new Error('EPIPE'))) })
    const quiet = failing()
    const handled = failing()
    const errors: Error[] = []
    handled.on('error', (error) => errors.push(error))

    createSink(quiet, 'json').write(LINE)
    createSink(handled, 'json').write(LINE)
    await new Promise((resolve) => handled.once('close', resolve))
    await new Promise(setImmediate)

    expect(errors.map(({ message }) => message)).toEqual(['EPIPE'])
    expect(quiet.errored?.message).toBe('EPIPE')
  })
})
