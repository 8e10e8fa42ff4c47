import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createIdentitySource } from './identity-source.js'

const TASK = { Family: 'shop', AvailabilityZone: 'eu-west-1b' }
const CONTAINER = { DockerId: 'c-1', Image: 'registry/shop:1.4.2' }

beforeEach(() => {
  for (const name of [
    'AWS_LAMBDA_FUNCTION_NAME',
    'ECS_CONTAINER_METADATA_URI_V4',
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'OTEL_RESOURCE_ATTRIBUTES',
    'OTEL_SERVICE_NAME',
    'SERVICE_NAME',
    'SERVICE_VERSION',
    'npm_package_version',
  ])
    vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
})

/** A metadata endpoint of ECS, which counts who asks. */
async function serveEcs(): Promise<{ readonly requests: string[] }> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(request.url ?? '')
    response.end(JSON.stringify(request.url?.endsWith('/task') ? TASK : CONTAINER))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  vi.stubEnv('ECS_CONTAINER_METADATA_URI_V4', `http://127.0.0.1:${(server.address() as AddressInfo).port}/v4`)
  return { requests }
}

const changed = (source: ReturnType<typeof createIdentitySource>): Promise<void> =>
  new Promise((resolve) => source.onChange(resolve))

describe('the source of identity', () => {
  it('knows at once what options, catalog and environment say', () => {
    vi.stubEnv('SERVICE_NAME', 'from-env')

    const source = createIdentitySource({ version: '7', hostname: 'web-1' }, { service: 'shop' })

    expect(source.identity).toMatchObject({ service: 'shop', version: '7', hostname: 'web-1' })
    expect([source.runtime, source.hasRuntime]).toEqual([{}, false])
  })

  it('knows later what the runtime answers, and tells everybody who wants to know', async () => {
    await serveEcs()
    const source = createIdentitySource({ service: 'shop' })
    expect(source.identity).not.toHaveProperty('version')
    expect([source.runtime, source.hasRuntime]).toEqual([{}, true])

    await Promise.all([changed(source), changed(source)])

    expect(source.identity).toMatchObject({ service: 'shop', version: '1.4.2' })
    expect(source.runtime).toEqual({
      containerId: 'c-1',
      imageTag: '1.4.2',
      taskFamily: 'shop',
      availabilityZone: 'eu-west-1b',
    })
    expect(Object.isFrozen(source.identity)).toBe(true)
  })

  it('takes the tag of the image for the version only where nobody named one', async () => {
    await serveEcs()
    const source = createIdentitySource({}, { service: 'shop', version: '9' })
    await changed(source)

    expect(source.identity.version).toBe('9')
    expect(source.runtime.imageTag).toBe('1.4.2')
  })

  it('asks the runtime once for all who ask', async () => {
    const { requests } = await serveEcs()
    await Promise.all([1, 2, 3].map(() => changed(createIdentitySource({}))))

    expect(requests.sort()).toEqual(['/v4', '/v4/task'])
  })

  it('asks nobody when it is told not to', async () => {
    const { requests } = await serveEcs()
    const source = createIdentitySource({ runtimeMetadata: false })
    await new Promise((resolve) => setImmediate(resolve))

    expect([source.hasRuntime, requests]).toEqual([false, []])
  })

  it('knows the function at once on Lambda', () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'resize')
    vi.stubEnv('AWS_REGION', 'eu-west-1')
    const source = createIdentitySource({})

    expect(source.identity).toMatchObject({ service: 'resize', region: 'eu-west-1' })
    expect([source.runtime.functionName, source.hasRuntime]).toEqual(['resize', true])
  })

  it('refuses what is no option', () => {
    expect(() => createIdentitySource({ servcie: 'shop' } as never)).toThrow(/servcie/)
  })
})
