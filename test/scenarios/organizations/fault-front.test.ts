import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { FaultFront } from '../../organizations/fault-front.ts'
import { openFaultFront } from '../../organizations/fault-front.ts'
import type { Fault } from '../../organizations/faults.ts'
import { clockSkewOf, inWrongOrder, underUnknownKey } from '../../organizations/faults.ts'
import { exchange } from '../../organizations/http-exchange.ts'
import type { HttpReply } from '../../organizations/http-exchange.ts'

const ROW = (name: string): string => `<m:FreeBusyResponse><m:Name>${name}</m:Name></m:FreeBusyResponse>`
const ANSWER = `<s:Envelope><m:FreeBusyResponseArray>${ROW('a')}${ROW('b')}</m:FreeBusyResponseArray></s:Envelope>`

describe('The front of a simulated organization', () => {
  let front: FaultFront
  let gateway: http.Server
  let seen: { method: string; url: string; authorization: string | undefined; body: string }[]

  beforeEach(async () => {
    seen = []
    gateway = http.createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { method = '', url = '', headers } = request
        seen.push({ method, url, authorization: headers.authorization, body: Buffer.concat(chunks).toString() })
        response.writeHead(200, { 'content-type': 'text/xml', 'request-id': '7' }).end(ANSWER)
      })
    })
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve))
    front = await openFaultFront()
    front.serve(new URL(`http://127.0.0.1:${(gateway.address() as AddressInfo).port}`))
  })
  afterEach(async () => {
    await front.close()
    gateway.closeAllConnections()
    await new Promise((resolve) => gateway.close(resolve))
  })

  const ask = (path = '/EWS/Exchange.asmx', timeoutMs = 30_000): Promise<HttpReply> =>
    exchange({
      method: 'POST',
      url: front.url + path,
      headers: { authorization: 'Basic eA==' },
      body: '<q/>',
      timeoutMs,
    })
  const failure = (asked: Promise<unknown>): Promise<string> =>
    asked.then(
      () => 'answered',
      (error: NodeJS.ErrnoException) => error.code ?? error.name,
    )

  it('hands a request to the gateway and its answer back, whole', async () => {
    const reply = await ask()
    expect(reply.body.toString()).to.equal(ANSWER)
    expect([reply.status, reply.headers['request-id'], reply.headers['content-type']]).to.deep.equal([
      200,
      '7',
      'text/xml',
    ])
    expect(seen).to.deep.equal([
      { method: 'POST', url: '/EWS/Exchange.asmx', authorization: 'Basic eA==', body: '<q/>' },
    ])
  })

  it('takes no connection while it is down, and comes back at the same address', async () => {
    await front.setFaults(['down'])
    expect(await failure(ask())).to.equal('ECONNREFUSED')
    await front.setFaults([])
    expect((await ask()).status).to.equal(200)
  })

  it('never answers while it is hung', async () => {
    await front.setFaults(['hung'])
    expect(await failure(ask('/EWS/Exchange.asmx', 200))).to.equal('ABORT_ERR')
    expect(seen).to.be.empty
  })

  it('answers late while it is slow', async () => {
    await front.setFaults([{ slow: 400 }])
    expect(await failure(ask('/EWS/Exchange.asmx', 50))).to.equal('ABORT_ERR')
    expect((await ask()).status).to.equal(200)
  })

  const answers: readonly [Extract<Fault, string | number>, number, RegExp][] = [
    [401, 401, /^$/],
    [500, 500, /^<h1>/],
    ['ServerBusy', 500, /ErrorServerBusy.*BackOffMilliseconds">30000</s],
    ['garbage', 200, /^\0]]>/],
  ]
  for (const [fault, status, body] of answers) {
    it(`answers ${status} itself under the fault ${fault}, to lookups and nothing else`, async () => {
      await front.setFaults([fault])
      const reply = await ask('/ews/exchange.asmx')
      expect(reply.status).to.equal(status)
      expect(reply.body.toString()).to.match(body)
      expect(seen).to.be.empty
      expect((await ask('/.well-known/federation-metadata')).body.toString()).to.equal(ANSWER)
    })
  }

  it('answers more than anybody should read while it is oversized', async () => {
    await front.setFaults(['oversized'])
    const reply = await ask()
    expect(reply.body.length).to.be.greaterThan(32 * 1024 * 1024)
  })

  it('answers in the wrong order, and no entry is lost', async () => {
    await front.setFaults(['wrong order'])
    const reply = await ask()
    expect(reply.body.toString()).to.equal(inWrongOrder(ANSWER))
    expect(inWrongOrder(ANSWER)).to.equal(ANSWER.replace(ROW('a') + ROW('b'), ROW('b') + ROW('a')))
  })

  it('changes the signature of every token while its keys are stale, and nothing else of it', async () => {
    await front.setFaults(['stale key'])
    const url = `${front.url}/EWS/Exchange.asmx`
    await exchange({ method: 'POST', url, headers: { authorization: 'Bearer aa.bb.ccc' } })
    expect(seen[0]?.authorization).to.match(/^Bearer aa\.bb\.[^c]cc$/)
    expect(underUnknownKey('Basic eA==')).to.equal('Basic eA==')
  })

  it('says how far its clock is ahead', () => {
    expect(clockSkewOf([{ clockSkew: -5_000 }, { slow: 10 }])).to.equal(-5_000)
    expect(clockSkewOf(['down'])).to.equal(0)
  })

  it('answers 503 before there is a gateway behind it', async () => {
    const alone = await openFaultFront()
    const reply = await exchange({ method: 'GET', url: `${alone.url}/` }).finally(() => alone.close())
    expect(reply.status).to.equal(503)
  })
})
