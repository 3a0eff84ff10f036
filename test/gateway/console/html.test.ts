import { expect } from 'chai'
import fc from 'fast-check'
import { escapeHtml, html } from '../../../gateway/console/html.ts'

describe('html', () => {
  it('escapes what is put into it', () => {
    expect(html`<p title="${'"\''}">${'<script>&'}</p>`.toString()).to.equal(
      '<p title="&quot;&#39;">&lt;script&gt;&amp;</p>',
    )
  })

  it('takes its own pieces as they are, and lists of them', () => {
    const items = ['a', 'b'].map((item) => html`<li>${item}</li>`)
    expect(html`<ul>${items}</ul>`.toString()).to.equal('<ul><li>a</li><li>b</li></ul>')
  })

  it('leaves nothing for null, undefined and false, and writes zero', () => {
    expect(html`[${null}${undefined}${false}${0}]`.toString()).to.equal('[0]')
  })

  it('PU9: lets no character through that could begin a tag, an entity or end an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeHtml(text).replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.to.match(/[&<>"']/)
      }),
    )
  })

  it('shows a forbidden character as the replacement character', () => {
    expect(escapeHtml('a\u0000b\u009fc')).to.equal('a\ufffdb\ufffdc')
  })
})
