import { PassThrough, Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { describe, expect, it } from 'vitest'
import { ended, endingAfter, isWritable } from './stream-end.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the end of a stream that is written to', () => {
  it.each<[string, (stream: Writable) => unknown]>([
    ['ends', (stream) => stream.end()],
    ['is destroyed', (stream) => stream.destroy()],
    ['fails', (stream) => stream.destroy(new Error('gone'))],
  ])('comes when it %s, and not before', async (_how, end) => {
    const stream = new Writable({ write: (_chunk, _encoding, callback) => callback() })
    stream.on('error', () => {})
    let isOver = false
    const over = ended(stream).then(() => {
      isOver = true
    })
    stream.write('a')
    await turn()
    expect(isOver).toBe(false)
    end(stream)
    await over
  })

  it.each<[string, (stream: Writable) => unknown]>([
    ['ended', (stream) => stream.end()],
    ['was destroyed', (stream) => stream.destroy()],
  ])('is there at once where it %s before', async (_how, end) => {
    const stream = new Writable({ write: (_chunk, _encoding, callback) => callback() })
    end(stream)
    await turn()

    await ended(stream)
  })

  it('is asked of streams alone', () => {
    expect([new Writable(), new PassThrough()].map(isWritable)).toEqual([true, true])
    expect(
      [undefined, null, {}, { write() {} }, { on() {}, end() {} }, 'text', new Readable()].map(isWritable),
    ).toEqual(Array(7).fill(false))
  })
})

describe('a response that is a stream', () => {
  const web = (texts: readonly string[]): ReadableStream<string> =>
    new ReadableStream({
      start(controller) {
        for (const chunk of texts) controller.enqueue(chunk)
        controller.close()
      },
    })

  it.each<[string, () => unknown]>([
    ['of Node', () => Readable.from(['a', 'b'])],
    ['of Node, of bytes', () => Readable.from([Buffer.from('a'), Buffer.from('b')], { objectMode: false })],
    ['of the Web', () => web(['a', 'b'])],
  ])('ends after the delivery, with the same content: %s', async (_what, create) => {
    const events: string[] = []
    const finish = async (): Promise<void> => {
      await turn()
      events.push('delivered')
    }
    const response = endingAfter(create(), finish)
    if (!(response instanceof Readable)) throw new Error('no stream')
    response.on('end', () => events.push('ended'))

    expect(await text(response)).toBe('ab')
    expect(events).toEqual(['delivered', 'ended'])
  })

  it('may be the body of an answer, whose other fields stay', async () => {
    let deliveries = 0
    const answer = Object.freeze({ statusCode: 200, headers: { a: 'b' }, body: Readable.from(['a']) })
    const response = endingAfter(answer, async () => {
      deliveries += 1
    })

    expect(response).toMatchObject({ statusCode: 200, headers: { a: 'b' } })
    expect(await text((response as { readonly body: Readable }).body)).toBe('a')
    expect(deliveries).toBe(1)
  })

  it.each<[string, (body: Readable) => Promise<unknown>, Readable]>([
    [
      'that fails',
      (body) => text(body),
      Readable.from(
        (async function* () {
          yield 'a'
          throw new Error('gone')
        })(),
      ),
    ],
    [
      'whose reader fails',
      (body) => pipeline(body, new Writable({ write: (_a, _b, callback) => callback(new Error('gone')) })),
      Readable.from(['a', 'b']),
    ],
  ])('is delivered, too, and fails as it would: one %s', async (_what, read, body) => {
    let deliveries = 0
    const response = endingAfter(body, async () => {
      deliveries += 1
    }) as Readable

    await expect(read(response)).rejects.toThrow('gone')
    await turn()
    expect(deliveries).toBe(1)
  })

  it.each([undefined, null, 'text', 7, {}, { body: 'text' }, { body: null }, { body: {} }, [], Buffer.from('a')])(
    'is none of these: %j',
    (response) => {
      expect(endingAfter(response, async () => {})).toBeUndefined()
    },
  )
})
