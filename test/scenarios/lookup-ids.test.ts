import { expect } from 'chai'
import { questionAbout, ServedGateway, VERAS } from './served-gateway.ts'

describe('The id of an answer', function () {
  this.timeout(120_000)
  const gateway = new ServedGateway()
  before(async () => {
    await gateway.configure()
    await gateway.start()
  })
  after(() => gateway.remove())

  const post = async (headers: Readonly<Record<string, string>>): Promise<string> => {
    const body = questionAbout('vera@contoso.example')
    const answer = await fetch(`${gateway.url}/EWS/Exchange.asmx`, { method: 'POST', headers, body })
    await answer.text()
    return answer.headers.get('request-id') ?? ''
  }
  const show = async (id: string) => (await gateway.ask('GET', `/lookups/${id}`)).body

  it('leads to its lookup, from memory and, after the gateway was killed and started, from the log', async () => {
    const id = await post(VERAS)
    const first = await show(id)
    expect(first).to.include({ requestId: id, from: 'vera@contoso.example', source: 'memory' })
    // What is kept is on disk a moment later: it is known to be once it is listed.
    for (;;) {
      const { body } = await gateway.ask('GET', '/audit?limit=1000')
      if (JSON.stringify(body).includes(`"requestId":"${id}"`)) break
    }
    await gateway.kill()
    await gateway.start()
    const second = await show(id)
    expect(second).to.include({ requestId: id, from: 'vera@contoso.example', source: 'audit' })
    const told = (mailboxes: unknown) => (mailboxes as readonly object[]).map((one) => ({ ...one, route: null }))
    expect(told(second['mailboxes'])).to.deep.equal(told(first['mailboxes']))
    expect(told(second['mailboxes'])).to.have.length(1)
  })

  it('leads from a request whose credentials were refused to why they were', async () => {
    const id = await post({
      ...VERAS,
      authorization: `Basic ${Buffer.from('vera@contoso.example:no').toString('base64')}`,
    })
    const { status } = await gateway.ask('GET', `/lookups/${id}`)
    expect(status).to.equal(404)
    // A process that ends puts on record what it has counted.
    process.kill(gateway.pid, 'SIGTERM')
    while (!gateway.ended) await new Promise((resolve) => setTimeout(resolve, 50))
    await gateway.start()
    expect(await show(id)).to.include({ from: null, source: 'audit' })
    expect((await show(id))['refused']).to.match(/^basic: /)
  })
})
