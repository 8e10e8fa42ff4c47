import { describe, expect, it, vi } from 'vitest'
import type { AwsClientSettings } from './client.js'
import { type AwsPort, createPort, type PortOptions, type SdkClient } from './port.js'

interface Request {
  readonly Entries: readonly string[]
}
interface Answer {
  readonly Failed: number
}
type Options = PortOptions<'putEvents', Request, Answer>

const REQUEST: Request = { Entries: ['a'] }
const ANSWER: Answer = { Failed: 0 }
const untyped = <T>(value: unknown): T => value as T

/** A client as the SDK makes them, and with the operation, if it is an aggregated one. */
class FakeClient {
  readonly config = {}
  readonly middlewareStack = {}
  readonly sent: { readonly command: unknown; readonly options: unknown }[] = []
  destroyed = 0
  async send(command: object, options: object): Promise<Answer> {
    this.sent.push({ command, options })
    return ANSWER
  }
  destroy(): void {
    this.destroyed += 1
  }
}

class AggregatedClient extends FakeClient {
  putEvents(): Promise<Answer> {
    throw new Error('The command is sent, so that all that the client was given applies.')
  }
}

class Command {
  readonly input: Request
  constructor(input: Request) {
    this.input = input
  }
}

function createFixture(client: unknown, more: Partial<Options> = {}) {
  const made: { readonly settings: AwsClientSettings; readonly client: FakeClient }[] = []
  let loads = 0
  const port = createPort<'putEvents', Request, Answer>({
    client: untyped<Options['client']>(client),
    operation: 'putEvents',
    clientName: 'EventBridgeClient',
    packageName: '@aws-sdk/client-eventbridge',
    requestTimeoutMs: 5_000,
    async load() {
      loads += 1
      return {
        createClient(settings) {
          const own = new FakeClient()
          made.push({ settings, client: own })
          return own
        },
        createCommand: (request) => new Command(request),
      }
    },
    ...more,
  })
  const { signal } = new AbortController()
  return { port, made, loads: () => loads, signal, send: () => port.send(REQUEST, { signal }) }
}

describe('a client of the SDK that is given', () => {
  it.each([
    ['bare', new FakeClient()],
    ['aggregated', new AggregatedClient()],
  ])('is sent commands with the signal, and stays open: %s', async (_kind, client) => {
    const { send, port, made, signal } = createFixture(client)

    expect(await send()).toBe(ANSWER)
    await port.close()

    expect(client.sent).toEqual([{ command: new Command(REQUEST), options: { abortSignal: signal } }])
    expect(client.sent[0]?.command).toBeInstanceOf(Command)
    expect(made).toEqual([])
    expect(client.destroyed).toBe(0)
  })

  it('passes on what the client rejects with', async () => {
    const client = new FakeClient()
    client.send = () => Promise.reject(new Error('AccessDenied'))

    await expect(createFixture(client).send()).rejects.toThrow('AccessDenied')
  })
})

describe('an object with the operation', () => {
  it('is called as a method of it, with the signal where the SDK has it, and loads nothing', async () => {
    const calls: unknown[] = []
    const client = {
      answer: ANSWER,
      async putEvents(request: Request, options: object) {
        calls.push([request, options])
        return this.answer
      },
    }
    const { send, port, loads, signal } = createFixture(client)

    expect(await send()).toBe(ANSWER)
    await port.close()

    expect(calls).toEqual([[REQUEST, { abortSignal: signal }]])
    expect(loads()).toBe(0)
  })
})

describe('a port that is given', () => {
  it('is asked to send, and closed once, as only it knows what is open', async () => {
    const calls: unknown[] = []
    const given: AwsPort<Request, Answer> = {
      async send(request, options) {
        calls.push([request, options])
        return ANSWER
      },
      close: () => void calls.push('closed'),
    }
    const { send, port, loads, signal } = createFixture(given)

    expect(await send()).toBe(ANSWER)
    await port.close()

    expect(calls).toEqual([[REQUEST, { signal }], 'closed'])
    expect(loads()).toBe(0)
  })

  it('need not be closed', async () => {
    const { port } = createFixture({ send: async () => ANSWER })

    await expect(Promise.resolve(port.close())).resolves.toBeUndefined()
  })

  it('keeps its `this`', async () => {
    class Port {
      readonly #answer = ANSWER
      #isOpen = true
      async send(): Promise<Answer> {
        return this.#answer
      }
      async close(): Promise<void> {
        this.#isOpen = false
      }
      get isOpen(): boolean {
        return this.#isOpen
      }
    }
    const given = new Port()
    const { send, port } = createFixture(given)

    expect(await send()).toBe(ANSWER)
    await port.close()
    expect(given.isOpen).toBe(false)
  })

  it('is taken for a port although it has the operation too, and for none of the SDK without its middleware', async () => {
    const send = vi.fn(async () => ANSWER)
    const given = { config: {}, send, putEvents: () => Promise.reject(new Error('not this one')) }

    expect(await createFixture(given).send()).toBe(ANSWER)
    expect(send).toHaveBeenCalledWith(REQUEST, { signal: expect.any(AbortSignal) })
  })
})

describe('what is no client', () => {
  it.each([
    [null, 'null'],
    ['firehose', '"firehose"'],
    [3, '3 (number)'],
    [{}, 'an object'],
    [[], 'an array of 0'],
    [() => {}, 'a function'],
    [{ send: true }, 'an object'],
    [{ putRecordBatch: () => {} }, 'an object'],
    [true, 'true (boolean)'],
  ])('is refused: %o', (client, described) => {
    expect(() => createFixture(client)).toThrow(
      expect.objectContaining({
        code: 'MON_CONFIG_INVALID',
        message: `Option \`client\` must be an EventBridgeClient of @aws-sdk/client-eventbridge, an object with \`putEvents\`, or a port with \`send\`; got ${described}.`,
      }),
    )
  })
})

describe('a client of our own', () => {
  it('is made with the first request alone, from the options, and closed at the end', async () => {
    const { send, port, made, loads, signal } = createFixture(undefined, {
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:1',
    })
    expect(loads()).toBe(0)

    await Promise.all([send(), send()])
    await send()
    expect([loads(), made.length]).toEqual([1, 1])
    expect(made[0]?.settings).toMatchObject({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:1', maxAttempts: 1 })
    expect(made[0]?.client.sent).toHaveLength(3)
    expect(made[0]?.client.sent[0]).toEqual({ command: new Command(REQUEST), options: { abortSignal: signal } })
    await port.close()

    expect(made[0]?.client.destroyed).toBe(1)
  })

  it('is not made only to be closed', async () => {
    const { port, loads } = createFixture(undefined)
    await port.close()

    expect(loads()).toBe(0)
  })

  it('is closed also when it is still being loaded', async () => {
    const { send, port, made } = createFixture(undefined)
    const sent = send()
    await port.close()
    await sent

    expect(made[0]?.client.destroyed).toBe(1)
  })

  it('is loaded again with the next request when loading failed, and then works', async () => {
    const own = new FakeClient()
    let loads = 0
    const { send, port } = createFixture(undefined, {
      async load() {
        loads += 1
        if (loads < 3) throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
        return { createClient: () => own, createCommand: (request) => new Command(request) }
      },
    })

    await expect(send()).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' })
    await expect(Promise.all([send(), send()])).rejects.toMatchObject({ code: 'ERR_MODULE_NOT_FOUND' })
    await expect(Promise.resolve(port.close())).resolves.toBeUndefined()
    expect(await send()).toBe(ANSWER)
    await port.close()

    expect([loads, own.destroyed]).toEqual([3, 1])
  })

  it('is loaded again when it cannot be made, as without a region', async () => {
    let makes = 0
    const { send } = createFixture(undefined, {
      load: async () => ({
        createClient() {
          makes += 1
          if (makes === 1) throw new Error('Region is missing')
          return new FakeClient()
        },
        createCommand: (request) => new Command(request),
      }),
    })

    await expect(send()).rejects.toThrow('Region is missing')
    expect(await send()).toBe(ANSWER)
  })

  it('may have nothing to close', async () => {
    const bare: SdkClient = { send: async () => ANSWER, config: {} }
    const { send, port } = createFixture(undefined, {
      load: async () => ({ createClient: () => bare, createCommand: (request) => new Command(request) }),
    })
    await send()

    await expect(Promise.resolve(port.close())).resolves.toBeUndefined()
  })
})
