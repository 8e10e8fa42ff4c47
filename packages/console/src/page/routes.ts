import type { Route } from '../api/routes.js'
import { readViewQuery } from '../api/search-params.js'
import { type Answer, json } from '../server/respond.js'
import { pageDocument } from './document.js'
import { SCRIPT } from './script.js'
import { alarmsSection } from './sections/alarms-section.js'
import { logRows } from './sections/logs-section.js'
import { metricRows } from './sections/metrics-section.js'
import { summarySection } from './sections/summary-section.js'
import { callRows, eventRows } from './sections/traffic-sections.js'
import type { PageSource } from './source.js'
import { STYLE } from './style.js'

/** The page, its script and style, and the markup that it asks for every second. */
export function createPageRoutes(source: PageSource): ReadonlyMap<string, Route> {
  return new Map<string, Route>([
    [
      '/',
      {
        GET() {
          source.board.evaluate()
          return text('text/html', pageDocument(source).text)
        },
      },
    ],
    ['/style.css', { GET: () => text('text/css', STYLE) }],
    ['/app.js', { GET: () => text('text/javascript', SCRIPT) }],
    [
      '/view',
      {
        GET(_request, parameters) {
          const query = readViewQuery(parameters)
          source.board.evaluate()
          const { rows, last, count } = logRows(source, query)
          return json({
            summary: summarySection(source).text,
            'alarms-body': alarmsSection(source).text,
            'metrics-body': metricRows(source).text,
            'events-body': eventRows(source).text,
            'calls-body': callRows(source).text,
            logs: { rows: rows.text, last, count },
          })
        },
      },
    ],
  ])
}

function text(type: string, body: string): Answer {
  return { status: 200, contentType: `${type}; charset=utf-8`, body }
}
