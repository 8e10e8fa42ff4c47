import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeHtml, html } from './html.js'

describe('html', () => {
  it('escapes what is put into it, in text and in attributes', () => {
    const evil = `"><script>alert('x')</script>&`

    expect(html`<a title="${evil}">${evil}</a>`.text).toBe(
      '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</a>',
    )
  })

  it('takes markup, lists of it, numbers, and nothing', () => {
    expect(html`${html`<b>1</b>`}${[html`<i>2</i>`, 3, ['&']]}${undefined}${false}`.text).toBe('<b>1</b><i>2</i>3&amp;')
  })

  it('never lets a text end an element or an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/)
      }),
    )
  })

  it('shows control characters and those that turn the direction of text', () => {
    expect(escapeHtml('a\u001b[31mb\r\u202ec\u2028d')).toBe('a\\u001b[31mb\\u000d\\u202ec\\u2028d')
    expect(escapeHtml('tab\tline\n')).toBe('tab\tline\n')
  })
})
