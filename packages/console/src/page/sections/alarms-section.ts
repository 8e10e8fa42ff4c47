import { type AlarmDefinition, breaches } from '@org/alarms'
import type { AlarmStatus } from '../../alarms/board.js'
import { datapointsOf } from '../../cloudwatch/datapoints.js'
import { dimensionLabels, formatNumber, timeElement } from '../format.js'
import { type Html, html } from '../html.js'
import type { PageSource } from '../source.js'
import { sparkline } from '../sparkline.js'

const PERIODS_SHOWN = 30

/** A card for each alarm: state, graph with the threshold, why, and how the state changed. */
export function alarmsSection(source: PageSource): Html {
  const alarms = source.board.list()
  if (alarms.length === 0) {
    return html`<p class="empty">No alarms are defined. Give some with <code>startConsole({ alarms })</code> or <code>--alarms file.json</code>.</p>`
  }
  return html`${alarms.map((alarm) => card(alarm, source))}`
}

function card(alarm: AlarmStatus, source: PageSource): Html {
  const { definition, state, reason, stateSince, history } = alarm
  return html`<article class="card state-${state}">
<header><h3>${definition.name}</h3><span class="badge ${state}">${state === 'INSUFFICIENT_DATA' ? 'NO DATA' : state}</span></header>
<p class="rule"><b>${definition.statistic}</b> of ${definition.metric.name} ${OPERATORS[definition.comparisonOperator]} <b>${formatNumber(definition.threshold)}</b>, ${definition.datapointsToAlarm} of ${definition.evaluationPeriods} × ${definition.periodSeconds} s <span class="severity">${definition.severity}</span></p>
<p class="dims">${definition.metric.namespace} ${dimensionLabels(definition.metric.dimensions)}</p>
${graph(alarm, source)}
<p class="reason">${stateSince !== undefined && html`since ${timeElement(stateSince)} · `}${reason}</p>
<details data-key="alarm-${definition.name}"><summary>${history.length} ${history.length === 1 ? 'change' : 'changes'} of state</summary><ol class="history">${history.map(
    ({ at, from, to, reason: why }) =>
      html`<li>${timeElement(at)} ${from} → <b>${to}</b><br><small>${why}</small></li>`,
  )}</ol></details>
</article>`
}

function graph({ definition }: AlarmStatus, { store, now }: PageSource): Html {
  const periodMs = definition.periodSeconds * 1000
  const to = Math.floor(now() / periodMs) * periodMs
  const from = to - (PERIODS_SHOWN - 1) * periodMs
  const series = store.metrics.find(definition.metric)
  return sparkline({
    points:
      series === undefined
        ? []
        : datapointsOf(series, definition.statistic, { start: from, end: to + periodMs, periodMs }),
    from,
    to,
    periodMs,
    label: `${definition.statistic} of ${definition.metric.name}`,
    threshold: definition.threshold,
    isBreaching: (value) => breaches(definition.comparisonOperator, value, definition.threshold),
    width: 320,
    height: 64,
  })
}

type Operator = AlarmDefinition['comparisonOperator']

const OPERATORS: Readonly<Record<Operator, string>> = {
  GreaterThanOrEqualToThreshold: '≥',
  GreaterThanThreshold: '>',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
}
