import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import { openLog } from '../../gateway/log.ts'
import { reportUnread } from '../../gateway/report-unread.ts'
import { simulateOrganization } from '../organizations/index.ts'
import type { SimulatedOrganization } from '../organizations/index.ts'

describe('what nobody could read', () => {
  let contoso: SimulatedOrganization
  before(async () => {
    const organization = { id: 'contoso', domains: ['contoso.example'] }
    contoso = await simulateOrganization({ domain: 'contoso.example', calendars: {}, policy: { organization } })
  })
  after(() => contoso.close())

  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  for (const [what, method, path, headers, body, status] of [
    ['a name that is no UTF-8', 'GET', '/organizations/%E0%A4%A/.well-known/federation-metadata', {}, undefined, 400],
    ['the same where something is posted', 'POST', '/organizations/%ff/token', form, 'a=b', 400],
    ['the same of the administration', 'GET', '/admin/v1/trusts/%ff', {}, undefined, 400],
    [
      'a form in a coding there is not',
      'POST',
      '/organizations/contoso/token',
      { ...form, 'Content-Encoding': 'x' },
      'a',
      415,
    ],
    ['a form that is too large', 'POST', '/organizations/contoso/token', form, `a=${'x'.repeat(20_000)}`, 413],
    ['a form of too many fields', 'POST', '/organizations/contoso/token', form, 'a&b&c&d&e&f&g&h&i&j', 413],
  ] as const) {
    it(`is refused in JSON, without a word of our program: ${what}`, async () => {
      const written: string[] = []
      const { error } = console
      console.error = (...told: unknown[]) => void written.push(told.join(' '))
      try {
        const init = { method, headers, ...(body !== undefined && { body }) }
        const answer = await fetch(new URL(path, contoso.ewsUrl), init)
        const text = await answer.text()
        expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([
          status,
          'application/json; charset=utf-8',
        ])
        expect(text).to.not.match(/node_modules|\.ts|\.js| at /)
        expect(text.length).to.be.lessThan(120)
        expect(written).to.deep.equal([])
      } finally {
        console.error = error
      }
    })
  }

  it('is a failure of ours where nobody said otherwise, and told to the log alone', async () => {
    const lines: string[] = []
    const log = openLog('info', { write: (line: string) => void lines.push(line) })
    const app = express()
    app.get('/', () => {
      throw new Error('secret detail')
    })
    app.use(reportUnread(log))
    const server: Server = createServer(app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    server.close()
    expect([answer.status, await answer.json()]).to.deep.equal([
      500,
      { error: { code: 'INTERNAL', message: 'Something went wrong.' } },
    ])
    expect(lines).to.have.length(1)
    expect(lines[0]).to.include('secret detail')
  })
})
