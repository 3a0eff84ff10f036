import { expect } from 'chai'
import { refusalFinding } from '../../../gateway/explain/refusal-finding.ts'
import { stepFindingLine } from '../../../gateway/explain/step-finding-words.ts'
import { answerEws, EWS_LIMITS } from '../../../protocols/ews/ews-endpoint.ts'
import { FederationError } from '../../../protocols/federation-error.ts'
import { ANNA, availabilityRequest, envelope, mailboxElement } from '../../protocols/ews/ews-requests.ts'

/** What the endpoint refuses a request for. */
async function refusalFor(body: Buffer): Promise<FederationError> {
  const refused: FederationError[] = []
  await answerEws(body, {
    limits: EWS_LIMITS,
    caller: { address: ANNA },
    availability: ({ mailboxes }) => Promise.resolve(mailboxes.map(() => ({ kind: 'not-found' }))),
    refused: (error) => void refused.push(error),
  })
  const [error] = refused
  if (error === undefined) throw new Error('it was not refused')
  return error
}

const context = (id: string): string => `<t:TimeZoneContext><t:TimeZoneDefinition Id="${id}"/></t:TimeZoneContext>`
const SOMEBODY_ELSE =
  '<t:ExchangeImpersonation><t:ConnectingSID><t:PrimarySmtpAddress>boss@contoso.example</t:PrimarySmtpAddress>' +
  '</t:ConnectingSID></t:ExchangeImpersonation>'

const REFUSED: readonly (readonly [name: string, body: Buffer, says: string, values: object])[] = [
  [
    'about 101 mailboxes',
    availabilityRequest({ mailboxes: mailboxElement('vera@contoso.example').repeat(101) }),
    'mailboxesTooMany',
    { limit: 100 },
  ],
  ['about none', availabilityRequest({ mailboxes: '' }), 'mailboxesNone', {}],
  ['for no view', availabilityRequest({ view: '<t:RequestedView>None</t:RequestedView>' }), 'viewNone', {}],
  ['for a time that ends before it begins', availabilityRequest({ end: '2026-11-30T00:00:00' }), 'windowBackwards', {}],
  ['for a year', availabilityRequest({ end: '2027-12-01T00:00:00' }), 'windowTooLong', { limitDays: 62 }],
  [
    'in slots of four minutes',
    availabilityRequest({ interval: '<t:MergedFreeBusyIntervalInMinutes>4</t:MergedFreeBusyIntervalInMinutes>' }),
    'intervalNone',
    {},
  ],
  ['without a zone', availabilityRequest({ zone: '' }), 'zoneNone', {}],
  [
    'in a zone without a bias',
    availabilityRequest({ zone: '<t:TimeZone><t:Bias>x</t:Bias></t:TimeZone>' }),
    'zoneWithoutBias',
    {},
  ],
  [
    'in a zone that nobody knows',
    availabilityRequest({ zone: '', header: context('Nowhere Time') }),
    'zoneWithoutName',
    {},
  ],
  [
    'of a version that is none',
    availabilityRequest({ header: '<t:RequestServerVersion Version="Exchange1999"/>' }),
    'versionUnknown',
    {},
  ],
  ['for another operation', envelope('', '<m:ResolveNames/>'), 'operationUnknown', {}],
  ['as somebody else', availabilityRequest({ header: SOMEBODY_ELSE }), 'impersonation', {}],
  ['that is too big', Buffer.alloc(400 * 1024 + 1, ' '), 'documentTooBig', { bytes: 400 * 1024 + 1 }],
]

describe('why a request was refused as a whole', () => {
  for (const [name, body, says, values] of REFUSED) {
    it(`is found of one ${name}, and begins in English as the endpoint says it`, async () => {
      const error = await refusalFor(body)
      const found = refusalFinding(error)
      expect(found).to.deep.equal({ says, values })
      if (found !== null)
        expect(stepFindingLine(found).startsWith(error.message), stepFindingLine(found)).to.equal(true)
    })
  }

  const busy = (context: FederationError['context']) => refusalFinding(new FederationError('ERR_BUSY', 'busy', context))
  it('is found of whoever asks too much at once', () => {
    const backOffMs = 9
    expect(busy({ guard: 'passwords', backOffMs })).to.deep.equal({ says: 'manyPasswords', values: { backOffMs } })
    expect(busy({ guard: 'tokens', backOffMs })).to.deep.equal({ says: 'manyBadTokens', values: { backOffMs } })
    expect(busy({ scope: 'pair', unit: 'slots', backOffMs })).to.deep.equal({
      says: 'usedUp',
      values: { scope: 'pair', unit: 'slots', backOffMs, instances: 1 },
    })
  })

  it('is not known of what nobody foresaw', async () => {
    expect(refusalFinding(await refusalFor(Buffer.from('no document')))).to.equal(null)
    expect(refusalFinding(await refusalFor(envelope('', '<m:GetUserAvailabilityRequest/>')))).to.equal(null)
    expect(refusalFinding(new FederationError('ERR_INTERNAL', 'unexpected failure'))).to.equal(null)
    expect(refusalFinding(new FederationError('ERR_STORE_UNAVAILABLE', 'redis says so'))).to.equal(null)
    expect(busy({})).to.equal(null)
    expect(busy({ scope: 'everybody', unit: 'slots', backOffMs: 9 })).to.equal(null)
  })
})
