import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createLogger, type LoggerOptions } from '../src/index.js'

async function serveTask(): Promise<{ readonly url: string; readonly answered: Promise<void> }> {
  const task = { TaskARN: 'arn:aws:ecs:eu-west-1:1:task/shops/abc', Family: 'shop', Revision: '26', Cluster: 'shops' }
  let answers = 0
  let done: () => void = () => {}
  const answered = new Promise<void>((resolve) => {
    done = resolve
  })
  const server = createServer((request, response) => {
    response.end(JSON.stringify(request.url === '/task' ? task : { DockerId: 'cd18-24', Image: 'shop:1.4.2' }), () => {
      answers += 1
      if (answers === 2) done()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, answered }
}

function start(options: Omit<LoggerOptions, 'service' | 'levels'> = {}) {
  const records: Record<string, unknown>[] = []
  const stream = { write: (line: string) => records.push(JSON.parse(line) as Record<string, unknown>) }
  const logger = createLogger({ service: 'shop', console: { format: 'json', stream }, ...options })
  return { logger, records }
}

// Set by whoever runs the tests through npm, and it is the version then.
beforeEach(() => void vi.stubEnv('npm_package_version', undefined))

describe('on ECS', () => {
  it('does not hold back early records, and says in later ones where they come from', async () => {
    const { url } = await serveTask()
    vi.stubEnv('ECS_CONTAINER_METADATA_URI_V4', url)
    const { logger, records } = start()
    const child = logger.child({ component: 'billing', cluster: 'of the application' })

    logger.info('early')
    await vi.waitFor(() => {
      child.info('late', { taskFamily: 'of the application' })
      expect(records.at(-1)).toHaveProperty('taskArn')
    })

    expect(records[0]).not.toHaveProperty('taskFamily')
    expect(records.at(-1)).toMatchObject({
      version: '1.4.2',
      containerId: 'cd18-24',
      imageTag: '1.4.2',
      taskFamily: 'shop',
      taskRevision: '26',
      cluster: 'shops',
      component: 'billing',
      cluster_: 'of the application',
      taskFamily_: 'of the application',
    })
  })

  it('keeps the version that was given, and uses the names of the preset', async () => {
    const { url } = await serveTask()
    vi.stubEnv('ECS_CONTAINER_METADATA_URI_V4', url)
    const { logger, records } = start({ version: '9.9.9', fieldNames: 'otel' })

    await vi.waitFor(() => {
      logger.info('late')
      expect(records.at(-1)).toHaveProperty(['aws.ecs.task.arn'])
    })

    expect(records.at(-1)).toMatchObject({ 'service.version': '9.9.9', 'container.id': 'cd18-24' })
  })

  it('asks nobody when told not to', async () => {
    const { url } = await serveTask()
    vi.stubEnv('ECS_CONTAINER_METADATA_URI_V4', url)
    const { logger, records } = start({ runtimeMetadata: false })

    logger.info('one', { taskFamily: 'of the application' })

    expect(records[0]).toMatchObject({ taskFamily: 'of the application' })
  })
})

describe('on Lambda', () => {
  it('knows the function from the first record on', () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'resize')
    vi.stubEnv('AWS_LAMBDA_FUNCTION_VERSION', '7')
    const { logger, records } = start()

    logger.info('one')

    expect(records[0]).toMatchObject({ functionName: 'resize', functionVersion: '7', version: '7' })
  })
})
