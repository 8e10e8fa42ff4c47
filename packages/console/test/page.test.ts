import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose'
import { defineAlarm } from '@org/alarms'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { type Harness, send, start } from './harness.js'

const EVIL = '<img src=x onerror=alert(1)>"\'&'

async function read(harness: Harness, path: string): Promise<string> {
  const answer = await send(harness.console, { path })
  expect(answer.status).toBe(200)
  return answer.body
}

function log(harness: Harness, ...records: readonly object[]) {
  const Records = records.map((record) => ({ Data: Buffer.from(`${JSON.stringify(record)}\n`) }))
  return harness.firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records }))
}

describe('the page', () => {
  it('says what to expect while nothing has arrived', async () => {
    const page = await read(await start(), '/')

    expect(page).toContain('No alarms are defined')
    expect(page).toContain('No metrics yet')
    expect(page).toContain('No log lines yet')
    expect(page).toContain('No events yet')
    expect(page).toContain('No calls yet')
  })

  it('shows alarms with state and threshold, metrics, lines, events and calls', async () => {
    const alarm = defineAlarm({
      name: 'too-many-visits',
      description: 'Too many.',
      severity: 'warning',
      metric: { namespace: 'Test', name: 'visits', dimensions: { Version: '1' } },
      statistic: 'Sum',
      periodSeconds: 60,
      evaluationPeriods: 1,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 5,
      treatMissingData: 'notBreaching',
    })
    const harness = await start({ alarms: [alarm] })
    await harness.cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: 'Test',
        MetricData: [{ MetricName: 'visits', Value: 1234, Dimensions: [{ Name: 'Version', Value: '1' }] }],
      }),
    )
    await log(harness, { level: 'warn', message: 'queue is long', queue: 'mail' })
    await harness.eventbridge.send(
      new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'order placed', Detail: '{"id":7}' }] }),
    )
    harness.clock.now += 60_000

    const page = await read(harness, '/')

    expect(page).toMatch(/<h3>too-many-visits<\/h3><span class="badge ALARM">ALARM<\/span>/)
    expect(page).toMatch(/<line class="threshold"/)
    expect(page).toMatch(/<circle class="breach"/)
    expect(page).toMatch(/visits<wbr><\/b>.*<span class="dim">Version=<b>1<\/b>/s)
    expect(page).toContain('<td class="number">1,234</td>')
    expect(page).toMatch(/class="line warn".*queue is long.*queue=mail/s)
    expect(page).toMatch(/order placed.*shop.*\{&quot;id&quot;:7\}/s)
    expect(page).toMatch(/<b>PutMetricData<\/b>.*200/s)
  })

  it('shows nothing that arrived as markup', async () => {
    const harness = await start()
    await log(harness, { level: EVIL, message: EVIL, [EVIL]: EVIL, 'service.name': EVIL })
    await harness.firehose.send(
      new PutRecordBatchCommand({ DeliveryStreamName: 's', Records: [{ Data: Buffer.from(`${EVIL}\u001b[2J\n`) }] }),
    )
    await harness.eventbridge.send(
      new PutEventsCommand({
        Entries: [{ Source: EVIL, DetailType: EVIL, Detail: JSON.stringify({ [EVIL]: EVIL }) }],
      }),
    )
    await harness.cloudwatch.send(
      new PutMetricDataCommand({
        Namespace: EVIL,
        MetricData: [{ MetricName: EVIL, Value: 1, Dimensions: [{ Name: EVIL, Value: EVIL }] }],
      }),
    )
    await send(harness.console, { method: 'POST', headers: { 'x-amz-target': `AWSEvents.${EVIL}` } })
    expect(() => harness.console.setFaults(JSON.parse(JSON.stringify({ operations: [EVIL] })))).toThrow(
      'faults.operations',
    )

    const page = await read(harness, '/')
    const view = await read(harness, '/view')

    for (const text of [page, JSON.parse(view).logs.rows, ...Object.values(JSON.parse(view)).map(String)]) {
      expect(text).not.toContain('<img')
      expect(text).not.toContain('\u001b')
    }
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;')
  })

  it('stays small however large the lines, events and numbers of metrics are', async () => {
    const harness = await start()
    const large = 'x'.repeat(500_000)
    for (let batch = 0; batch < 4; batch++) {
      await log(harness, { message: large }, { message: 'm', large })
      await harness.eventbridge.send(
        new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 't', Detail: JSON.stringify({ large }) }] }),
      )
    }
    for (let batch = 0; batch < 2; batch++) {
      const MetricData = Array.from({ length: 500 }, (_, index) => ({ MetricName: `m${batch}-${index}`, Value: 1 }))
      await harness.cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Test', MetricData }))
    }

    const page = await read(harness, '/')

    expect(page.length).toBeLessThan(500_000)
    expect(page).toContain('more characters in the JSON')
    expect(page).toContain('800 more metrics at')
  })

  it('runs under a policy that forbids inline script and style and anything from elsewhere, and needs neither', async () => {
    const harness = await start()

    const { headers, body } = await send(harness.console, { path: '/' })

    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect(body).not.toMatch(/\son[a-z]+=|\sstyle=|<style|<script(?! type="module" src="\/app\.js"><\/script>)/)
    expect(body.replaceAll(harness.console.url, '').replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:\/\//,
    )
  })

  it('serves its script and style with their types', async () => {
    const { console } = await start()

    const script = await send(console, { path: '/app.js' })
    const style = await send(console, { path: '/style.css' })

    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(style.headers['content-type']).toBe('text/css; charset=utf-8')
    expect(style.body).toContain('prefers-color-scheme: dark')
  })

  it('has a script that type checks against the DOM, and finds every element it looks for', async () => {
    const harness = await start()
    const script = await read(harness, '/app.js')
    const page = await read(harness, '/')

    expect(typeErrors(script)).toEqual([])
    const ids = [...script.matchAll(/element\('([^']+)'/g)].map(([, id]) => id)
    expect(ids.length).toBeGreaterThan(5)
    for (const id of ids) expect(page).toContain(`id="${id}"`)
  })
})

describe('/view', () => {
  it('answers only lines after the given one, with the sequence to go on from', async () => {
    const harness = await start()
    await log(harness, { message: 'one' }, { message: 'two' })

    const first = JSON.parse(await read(harness, '/view?after=0'))
    await log(harness, { message: 'three' })
    const second = JSON.parse(await read(harness, `/view?after=${first.logs.last}`))
    const third = JSON.parse(await read(harness, `/view?after=${second.logs.last}`))

    expect(first.logs).toMatchObject({ count: 2, last: 2 })
    expect(second.logs).toMatchObject({ count: 1, last: 3 })
    expect(second.logs.rows).toContain('three')
    expect(third.logs).toEqual({ rows: '', count: 0, last: 3 })
  })

  it('filters lines, and moves on past those that do not match', async () => {
    const harness = await start()
    await log(harness, { level: 'error', message: 'one' }, { level: 'info', message: 'two' })

    const { logs } = JSON.parse(await read(harness, '/view?after=0&level=error'))

    expect(logs).toMatchObject({ count: 1, last: 2 })
  })

  it('says which faults are on', async () => {
    const harness = await start({ faults: { throttle: 0.25, latencyMs: 50, operations: ['PutEvents'] } })

    const { summary } = JSON.parse(await read(harness, '/view'))

    expect(summary).toContain('Faults are on: throttle 25 %, latency 50 ms, only PutEvents.')
  })
})

/** What the TypeScript compiler says about a script of the browser. */
function typeErrors(script: string): readonly string[] {
  const options: ts.CompilerOptions = {
    allowJs: true,
    checkJs: true,
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists, readFile } = host
  const name = '/app.js'
  host.getSourceFile = (file, ...rest) =>
    file === name ? ts.createSourceFile(name, script, ts.ScriptTarget.ES2022) : getSourceFile(file, ...rest)
  host.fileExists = (file) => file === name || fileExists(file)
  host.readFile = (file) => (file === name ? script : readFile(file))
  const program = ts.createProgram([name], options, host)
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText, start }) => `${start}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
}
