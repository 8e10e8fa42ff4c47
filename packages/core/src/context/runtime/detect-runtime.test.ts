import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { detectRuntime } from './detect-runtime.js'
import { isEc2 } from './ec2-metadata.js'
import { imageTag } from './ecs-metadata.js'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

async function serve(handler: Handler): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const TASK = {
  TaskARN: 'arn:aws-cn:ecs:cn-north-1:123456789012:task/shops/158d1c8083dd49d6b527399fd6414f5c',
  Family: 'shop',
  Revision: '26',
  Cluster: 'arn:aws-cn:ecs:cn-north-1:123456789012:cluster/shops',
  AvailabilityZone: 'cn-north-1a',
}
const CONTAINER = {
  DockerId: 'cd189a933e5849daa93386466019ab50-2495160603',
  Image: '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/shop:1.4.2@sha256:0123456789abcdef',
}

describe('on Lambda', () => {
  it('knows the function from its environment and asks nobody', () => {
    const env = {
      AWS_LAMBDA_FUNCTION_NAME: 'resize',
      AWS_LAMBDA_FUNCTION_VERSION: '7',
      AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/22/[7]f00d',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      ECS_CONTAINER_METADATA_URI_V4: 'http://127.0.0.1:1',
    }

    expect(detectRuntime({ env, isEc2: () => true })).toEqual({
      known: {
        functionName: 'resize',
        functionVersion: '7',
        functionInstance: '2026/11/22/[7]f00d',
        functionMemoryMb: 512,
      },
      asked: undefined,
    })
  })
})

describe('on ECS', () => {
  it('reads container and task, in every partition', async () => {
    const endpoint = await serve((request, response) => {
      response.end(JSON.stringify(request.url === '/v4/abc/task' ? TASK : CONTAINER))
    })

    const { asked } = detectRuntime({ env: { ECS_CONTAINER_METADATA_URI_V4: `${endpoint}/v4/abc` } })

    expect(await asked).toEqual({
      containerId: CONTAINER.DockerId,
      imageTag: '1.4.2',
      taskArn: TASK.TaskARN,
      taskFamily: 'shop',
      taskRevision: '26',
      cluster: 'shops',
      availabilityZone: 'cn-north-1a',
    })
  })

  it.each<[string, Handler]>([
    ['an error', (_request, response) => response.writeHead(500).end()],
    ['no JSON', (_request, response) => response.end('<html>')],
    ['too much', (_request, response) => response.end('x'.repeat(300_000))],
    ['a reset', (request) => request.socket.destroy()],
    ['nothing', () => {}],
  ])('is content with no fields when the endpoint answers %s', async (_name, handler) => {
    const endpoint = await serve(handler)

    const { asked } = detectRuntime({ env: { ECS_CONTAINER_METADATA_URI_V4: endpoint }, timeoutMs: 50 })

    expect(await asked).toEqual({})
  })

  it.each([
    ['shop:1.4.2', '1.4.2'],
    ['registry.example.com:5000/shop', undefined],
    ['registry.example.com:5000/shop:v2', 'v2'],
    ['shop@sha256:0123', undefined],
    [undefined, undefined],
  ])('takes from the image %s the tag %s', (image, tag) => {
    expect(imageTag(image)).toBe(tag)
  })
})

describe('on EC2', () => {
  it('reads the identity document with a session token', async () => {
    const asked: string[] = []
    const imdsEndpoint = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      if (request.method === 'PUT') response.end('the-token')
      else if (request.headers['x-aws-ec2-metadata-token'] !== 'the-token') response.writeHead(401).end()
      else {
        response.end(
          JSON.stringify({
            instanceId: 'i-0123456789abcdef0',
            instanceType: 't4g.small',
            availabilityZone: 'eu-west-1b',
            region: 'eu-west-1',
            accountId: '123456789012',
          }),
        )
      }
    })

    const runtime = await detectRuntime({ env: {}, isEc2: () => true, imdsEndpoint }).asked

    expect(runtime).toEqual({
      instanceId: 'i-0123456789abcdef0',
      instanceType: 't4g.small',
      availabilityZone: 'eu-west-1b',
      region: 'eu-west-1',
    })
    expect(asked).toEqual(['PUT /latest/api/token', 'GET /latest/dynamic/instance-identity/document'])
  })

  it('asks nobody elsewhere, or when told not to', () => {
    expect(detectRuntime({ env: {}, isEc2: () => false }).asked).toBeUndefined()
    expect(detectRuntime({ env: { AWS_EC2_METADATA_DISABLED: 'True' }, isEc2: () => true }).asked).toBeUndefined()
  })

  it('is known by its firmware, without the network', () => {
    expect(isEc2(() => 'Amazon EC2\n')).toBe(true)
    expect(isEc2(() => 'QEMU\n')).toBe(false)
    expect(
      isEc2(() => {
        throw new Error('ENOENT')
      }),
    ).toBe(false)
  })
})
