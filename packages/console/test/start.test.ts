import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { ConsoleError, type ConsoleOptions, startConsole } from '../src/index.js'
import { send, start } from './harness.js'

async function refusal(options: ConsoleOptions): Promise<ConsoleError> {
  try {
    const console = await startConsole({ port: 0, env: {}, ...options })
    await console.close()
  } catch (error) {
    if (error instanceof ConsoleError) return error
    throw error
  }
  throw new Error('Expected a refusal, but the console started.')
}

describe('startConsole', () => {
  it.each(['0.0.0.0', '::', '192.168.0.10', 'example.com', '', 'localhost.example.com', '127.0.0.1.example.com'])(
    'refuses the host %j, which is not loopback',
    async (host) => {
      const error = await refusal({ host })

      expect(error.code).toBe('MON_CONFIG_INVALID')
      expect(error.message).toContain('loopback')
    },
  )

  it.each([-1, 65_536, 1.5, Number.NaN])('refuses the port %d', async (port) => {
    expect((await refusal({ port })).code).toBe('MON_CONFIG_INVALID')
  })

  it('refuses to start in production, unless told to', async () => {
    const env = { NODE_ENV: 'production' }

    const error = await refusal({ env })
    const console = await startConsole({ port: 0, env, allowInProduction: true })
    await console.close()

    expect(error.code).toBe('MON_CONSOLE_PRODUCTION')
    expect(error.message).toContain('development only')
  })

  it('says that the port is taken', async () => {
    const { console } = await start()

    const error = await refusal({ port: console.port })

    expect(error.code).toBe('MON_CONSOLE_LISTEN')
    expect(error.message).toContain(`127.0.0.1:${console.port} (EADDRINUSE)`)
  })

  it('refuses alarms that @org/alarms would refuse', async () => {
    const alarms = JSON.parse('[{ "name": "half an alarm" }]')

    await expect(startConsole({ port: 0, env: {}, alarms })).rejects.toMatchObject({ code: 'MON_CONFIG_INVALID' })
  })

  it('goes on after a client that went away in the middle of its body', async () => {
    const { console } = await start()
    await new Promise<void>((resolve) => {
      const socket = connect(console.port, '127.0.0.1', () => {
        const head = `POST / HTTP/1.1\r\nhost: 127.0.0.1:${console.port}\r\nx-amz-target: AWSEvents.PutEvents\r\n`
        socket.write(`${head}content-type: application/x-amz-json-1.1\r\ncontent-length: 100\r\n\r\n{"Entr`, () => {
          socket.destroy()
          resolve()
        })
      })
    })

    const answer = await send(console, { path: '/api/summary' })

    expect(answer.status).toBe(200)
  })

  it('closes once, with open connections and after being told twice', async () => {
    const console = await startConsole({ port: 0, env: {} })
    await send(console, { path: '/api/summary', headers: { connection: 'keep-alive' } })

    await Promise.all([console.close(), console.close()])

    await expect(send(console)).rejects.toThrow('ECONNREFUSED')
  })

  it('is recognised as an error of these packages by the marker of core', async () => {
    const error = await refusal({ port: -1 })

    expect(Reflect.get(error, Symbol.for('@org/monitoring-error'))).toBe(true)
  })
})
