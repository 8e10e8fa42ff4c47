import { beforeEach, describe, expect, it, vi } from 'vitest'
import { currentContext, runWithContext } from '../src/context/index.js'
import { MonitoringError } from '../src/index.js'
import { wrapLambdaHandler } from '../src/lambda/index.js'
import { processLifecycle } from '../src/lifecycle/index.js'
import { createEnvironment, seen } from './lambda/invocations.js'

/** An application may hold this package twice: as ESM and as CommonJS, or in two versions. */
describe('two copies of the package', () => {
  beforeEach(() => {
    vi.resetModules()
  })

  it('share the request context, and what is outside of it', async () => {
    const copy = await import('../src/context/index.js')
    expect(copy.runWithContext).not.toBe(runWithContext)

    expect(runWithContext({ requestId: 'r-1' }, copy.currentContext)).toEqual({ requestId: 'r-1' })
    expect(copy.runWithContext({ requestId: 'r-2' }, currentContext)).toEqual({ requestId: 'r-2' })
    expect(runWithContext({ requestId: 'r-1' }, () => copy.outsideContext(currentContext))).toEqual({})
  })

  it('share the cold start: it is one, whichever copy sees it first', async () => {
    const { options, context } = createEnvironment()
    const copy = await import('../src/lambda/index.js')
    expect(copy.wrapLambdaHandler).not.toBe(wrapLambdaHandler)
    const handlers = [copy.wrapLambdaHandler, wrapLambdaHandler].map((wrap) =>
      wrap(async (_event: unknown, _context: unknown) => seen(), options),
    )
    const starts: unknown[] = []
    for (const handler of [...handlers, ...handlers]) starts.push((await handler({}, context()))['coldStart'])

    expect(starts).toEqual([true, false, false, false])
  })

  it('share the end of the process', async () => {
    const copy = await import('../src/lifecycle/index.js')
    expect(copy.processLifecycle).not.toBe(processLifecycle)

    expect(copy.processLifecycle()).toBe(processLifecycle())
  })

  it('know each other’s errors', async () => {
    const copy = await import('../src/index.js')
    const error = new copy.ConfigurationError('wrong')

    expect(error).not.toBeInstanceOf(MonitoringError)
    expect(MonitoringError.is(error)).toBe(true)
  })
})
