import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { expect } from 'chai'
import { FINDING_TEXTS } from '../../../gateway/console/health/finding-texts.ts'
import { saidText } from '../../../protocols/said.ts'
import { findingLine } from '../../../gateway/doctor/finding-words.ts'
import { checkDiscovery } from '../../../gateway/doctor/reach-partner.ts'
import { outboundHttp } from '../../../protocols/http/outbound-http.ts'

const NOTHING = 'Content-Length: 0\r\n'
const answers = (status: string, headers: string): string => `HTTP/1.1 ${status}\r\n${headers}\r\n`

describe('the metadata address of a partner', () => {
  let server: Server
  let answer: string
  const http = outboundHttp({ allow: { loopback: true } })
  before(async () => {
    server = createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.end(answer)))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  })
  after(async () => {
    await http.close()
    server.close()
  })

  for (const [name, answered, code, english, swedish] of [
    [
      'leads elsewhere',
      answers('302 Found', `Location: /login\r\n${NOTHING}`),
      'DISCOVERY_REDIRECT',
      'redirects are not followed',
      'svaret hänvisar till en annan adress, och det följs inte',
    ],
    [
      'answers in compressed form',
      answers('200 OK', `Content-Encoding: br\r\n${NOTHING}`),
      'DISCOVERY_MALFORMED',
      'a compressed answer nobody asked for',
      'svaret är komprimerat, vilket ingen bad om',
    ],
    [
      'answers with more than a document',
      answers('200 OK', 'Content-Length: 70000\r\n'),
      'DISCOVERY_MALFORMED',
      'the answer is too big',
      'svaret är för stort',
    ],
    ['does not speak HTTP', 'SSH-2.0-x\r\n', 'DISCOVERY_MALFORMED', 'the answer was not HTTP', 'svaret var inte HTTP'],
    ['hangs up', '', 'REACH_TCP', 'the connection broke', null],
  ] as const) {
    it(`is told of in the reader's language where it ${name}`, async () => {
      answer = answered
      const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metadata`)
      const verdict = await checkDiscovery(http, url)
      if (!('outcome' in verdict) || verdict.outcome !== 'failed') throw new Error('it did not fail')
      expect(verdict.code).to.equal(code)
      expect(findingLine(verdict.found)).to.equal(`${url.href}: ${english}`)
      const told = saidText(FINDING_TEXTS.sv, verdict.found, String)
      if (swedish === null) expect(told).to.match(/metadata: .+ \(REACH_TCP\)$/)
      else expect(told).to.equal(`${url.href}: ${swedish}`)
      expect(verdict.found.quoted).to.equal(null)
    })
  }
})
