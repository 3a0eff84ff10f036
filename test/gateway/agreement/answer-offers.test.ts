import { expect } from 'chai'
import request from 'supertest'
import { signOffer } from '../../../trust/organization/signed-offer.ts'
import { accept, propose } from '../../../trust/organization/trust-transitions.ts'
import { granted, known, VirtualClock } from '../../trust/known-organizations.ts'
import { nameOf, yesTo } from '../../trust/organization/trust-states.ts'
import { twoHalves } from './two-halves.ts'
import type { Half } from './two-halves.ts'

const PLACE = '/organizations/contoso/federation-offers'

describe('the address for statements', () => {
  let clock: VirtualClock
  let contoso: Half
  let fabrikam: Half
  let statement: string

  beforeEach(async () => {
    clock = new VirtualClock()
    ;({ contoso, fabrikam } = await twoHalves(clock))
    const theirs = granted(propose(fabrikam.organization.id, contoso.metadata, clock))
    const offered = granted(accept(theirs, yesTo(theirs, { domains: [] }), clock))
    statement = signOffer(fabrikam.organization, offered, clock)
    await contoso.put(granted(propose(contoso.organization.id, fabrikam.metadata, clock)))
  })

  const post = (body: string, place = PLACE, type = 'application/jwt') =>
    request(contoso.app).post(place).set('Content-Type', type).send(body)

  it('answers a partner with what we say, and shows what it said before anybody said yes here', async () => {
    const answer = await post(statement)
    expect([answer.status, answer.type]).to.deep.equal([200, 'application/jwt'])
    const trust = contoso.trust()
    expect(trust && nameOf(trust)).to.equal('proposed')
    expect(trust?.theirs).to.deep.include({ standing: 'offered' })
    const again = await post(statement)
    expect([again.status, again.text === answer.text]).to.deep.equal([200, true])
  })

  it('has one answer for everything else, whatever is wrong and whoever is unknown (TH1)', async () => {
    const adatum = await known('Adatum')
    const trust = granted(propose(adatum.id, contoso.metadata, clock))
    const stranger = signOffer(adatum, granted(accept(trust, yesTo(trust, { domains: [] }), clock)), clock)
    const named = signOffer({ ...adatum, id: fabrikam.organization.id }, trust, clock)
    const forged = `${statement.slice(0, -4)}AAAA`
    const answers = await Promise.all([
      post(stranger),
      post(named),
      post(forged),
      post(statement, '/organizations/nobody/federation-offers'),
      post(statement, PLACE, 'text/plain'),
      post('x'.repeat(17_000)),
      post('not a statement'),
      post(''),
    ])
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 404))
    expect(new Set(answers.map(({ text }) => text)).size).to.equal(1)
    expect(contoso.trust()?.theirs).to.equal(null)
  })

  it('does not read on when a body is longer than any statement', async () => {
    const chunked = request(contoso.app).post(PLACE).set('Content-Type', 'application/jwt')
    chunked.write('x'.repeat(100_000))
    const answer = await chunked
    expect([answer.status, answer.headers['connection']]).to.deep.equal([404, 'close'])
  })

  it('answers one source 600 times a minute, partner or not', async () => {
    let refused = 0
    for (let i = 0; i < 610 && refused === 0; i++) {
      if ((await post('')).status === 429) refused = i
    }
    expect(refused).to.equal(600)
    expect((await post(statement)).headers['retry-after']).to.match(/^\d+$/)
  })
})
