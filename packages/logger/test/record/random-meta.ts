import { createSeededRandom } from '@org/core/testing'

/** Part of every secret of the corpus; no line may contain it. */
export const SECRET = 'S3CR3T'

const SECRET_KEYS = [
  'password',
  'X-Api-Key',
  'access_token',
  'Set-Cookie',
  'clientSecret',
  'authorization',
  'user[pwd]',
]

const SECRET_TEXTS = [
  `Bearer ${SECRET}0123456789`,
  `Basic ${SECRET}dXNlcjpwYXNzd29yZA==`,
  `eyJ${SECRET}hbGciOiJI.eyJ${SECRET}zdWIi.${SECRET}`,
  `AKIA${SECRET}0000000000`,
  `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`,
  `postgres://user:${SECRET}@db/orders`,
  `GET /a?b=1&token=${SECRET}&c=2`,
  `https://b.s3.amazonaws.com/k?X-Amz-Signature=${SECRET}`,
  `Server=db;Password=${SECRET};Port=1`,
  `password="${SECRET} ${SECRET}"`,
]

const TEXTS = [
  '',
  'plain',
  'two words',
  '"quoted" \\ back',
  'line\nbreak\r\u2028\u2029\u0000\u001b[31m',
  '\ud800',
  'a\udfff',
  '𝄞€ß',
  '__proto__',
  'constructor',
  'toJSON',
  'level',
  'message',
  'timestamp',
  'traceId',
  'eventId',
  'error',
  'truncated',
  'exception',
  'x'.repeat(40),
  `${'y'.repeat(700)}`,
]

/** Something random to log, of every kind that JavaScript has. The same seed makes the same. */
export class RandomMeta {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = createSeededRandom(seed)
  }

  chance(probability: number): boolean {
    return this.#random() < probability
  }

  upTo(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.upTo(items.length)] as T
  }

  text(): string {
    if (this.chance(0.15)) return `${this.pick(TEXTS.slice(1, 3))} ${this.pick(SECRET_TEXTS)}`
    return this.pick(TEXTS)
  }

  /** Fields of a record, a child or a context. */
  fields(depth = 0): Record<string, unknown> {
    const fields: Record<string, unknown> = this.chance(0.1) ? Object.create(null) : {}
    for (let count = this.upTo(depth === 0 ? 6 : 4); count > 0; count--) this.#define(fields, depth)
    return fields
  }

  error(depth = 0): unknown {
    const Kind = this.pick([Error, TypeError, RangeError])
    const error: Error = this.chance(0.2)
      ? new AggregateError([this.value(depth + 1), this.value(depth + 1)], this.text())
      : new Kind(this.text())
    if (this.chance(0.3)) error.cause = this.chance(0.3) ? error : this.value(depth + 1)
    if (this.chance(0.3)) Object.assign(error, { config: { headers: { authorization: SECRET } }, code: this.text() })
    if (this.chance(0.1)) Object.defineProperty(error, 'stack', { get: () => this.#fail() })
    return error
  }

  value(depth: number): unknown {
    if (depth > 4 || this.chance(0.5)) return this.#leaf()
    switch (this.upTo(12)) {
      case 0:
        return Array.from({ length: this.upTo(5) }, () => this.value(depth + 1))
      case 1:
        return new Map([[this.chance(0.5) ? this.text() : this.#leaf(), this.value(depth + 1)]])
      case 2:
        return new Set([this.value(depth + 1)])
      case 3:
        return this.error(depth)
      case 4:
        return { toJSON: () => (this.chance(0.3) ? this.#fail() : this.value(depth + 1)) }
      case 5:
        return this.#proxy(this.fields(depth + 1))
      case 6: {
        const cyclic: Record<string, unknown> = this.fields(depth + 1)
        cyclic['self'] = cyclic
        return cyclic
      }
      case 7:
        return this.#deep(this.upTo(60))
      default:
        return this.fields(depth + 1)
    }
  }

  #define(fields: Record<string, unknown>, depth: number): void {
    if (this.chance(0.1)) {
      const secret = this.chance(0.2) ? { nested: SECRET } : SECRET
      Object.defineProperty(fields, this.pick(SECRET_KEYS), { value: secret, enumerable: true, configurable: true })
      return
    }
    const descriptor = this.chance(0.05)
      ? { get: () => this.#fail(), enumerable: true, configurable: true }
      : { value: this.value(depth + 1), enumerable: true, configurable: true, writable: true }
    Object.defineProperty(fields, this.chance(0.7) ? `f${this.upTo(8)}` : this.text(), descriptor)
  }

  #leaf(): unknown {
    switch (this.upTo(16)) {
      case 0:
        return this.pick([0, -0, 1.5, 1e300, Number.NaN, Number.NEGATIVE_INFINITY])
      case 1:
        return this.pick([true, false, null, undefined])
      case 2:
        return 12_345_678_901_234_567_890n
      case 3:
        return Symbol(this.text())
      case 4:
        return function named(): void {}
      case 5:
        return new Date(this.pick([0, Number.NaN, 8.64e15, -62_198_755_200_001]))
      case 6:
        return this.pick([Buffer.from(SECRET), new Uint8Array(3), new ArrayBuffer(2), new DataView(new ArrayBuffer(1))])
      case 7:
        return this.pick([
          new String(this.text()),
          new Number(5),
          new Boolean(false),
          /re"g/u,
          new URL('http://a:b@c/?token=d'),
        ])
      case 8:
        return this.pick([new WeakMap(), Promise.resolve(), Object.create(null), [], {}, new (class Named {})()])
      case 9:
        return this.error(4)
      default:
        return this.text()
    }
  }

  #deep(levels: number): unknown {
    let value: unknown = this.text()
    for (let level = 0; level < levels; level++) value = level % 2 === 0 ? { d: value } : [value]
    return value
  }

  #proxy(target: object): object {
    const trap = this.pick(['get', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'has', 'none'])
    return trap === 'none' ? new Proxy(target, {}) : new Proxy(target, { [trap]: () => this.#fail() })
  }

  #fail(): never {
    throw this.chance(0.5) ? new Error(this.text()) : this.text()
  }
}
