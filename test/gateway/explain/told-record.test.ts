import { expect } from 'chai'
import { toldLookup as theirToldLookup, toldRefusal as theirToldRefusal } from '../../../gateway/explain/told-lookup.ts'
import type { TracedMailbox } from '../../../gateway/explain/told-lookup.ts'
import type { WayWords } from '../../../gateway/audit/recorded-trace.ts'
import type { RefusedRequest } from '../../../gateway/broker/refused-request.ts'
import type { Requester } from '../../../gateway/broker/requester.ts'
import { ANNA, LOOKUP, MAILBOX, VERA, WAY } from './recorded-lookup.ts'
import type { RecordedMailbox } from './recorded-lookup.ts'
import { said, inEnglish } from './said-step.ts'

const toldLookup = inEnglish(theirToldLookup)
const toldRefusal = inEnglish(theirToldRefusal)

const FABRIKAM = 'urn:ledig:00000000-0000-4000-8000-000000000003'

describe('a lookup on record, as it is told', () => {
  it('says who asked about whom and when, from where it is read, and every mailbox', () => {
    const { mailboxes, ...whole } = toldLookup({ ...LOOKUP, mailboxes: [MAILBOX, MAILBOX] }, 'audit')
    const { at, window } = LOOKUP
    expect(whole).to.deep.equal({
      ...{ requestId: 'r-1', at, from: ANNA, window, source: 'audit', explained: false, refused: null, steps: null },
      ...{ blockMinutes: null, short: null },
    })
    expect(mailboxes.map(({ about }) => about)).to.deep.equal([VERA, VERA])
    expect(toldLookup({ ...LOOKUP, requestId: null, explained: true, from: null }, 'memory')).to.include({
      ...{ requestId: '', explained: true, from: null, source: 'memory' },
    })
  })

  const mailbox = (decided: RecordedMailbox['decided'], way: Partial<WayWords> | null = {}): TracedMailbox => {
    const trace = { ...MAILBOX, decided, way: way && { ...WAY, ...way } }
    const [told] = toldLookup({ ...LOOKUP, mailboxes: [trace] }, 'memory').mailboxes
    return told as TracedMailbox
  }
  /** All that is told of it but its steps, which `trace-steps.test.ts` tests. */
  const withoutSteps = ({ steps, ...rest }: TracedMailbox) => ({ ...rest, stepped: steps !== null && steps.length > 2 })
  const common = { about: VERA, asked: 'Detailed', route: 'hosted: contoso', stepped: true }

  it('has of an answer the level and the view, and nowhere it ended', () => {
    expect(withoutSteps(mailbox(MAILBOX.decided))).to.deep.equal({
      ...common,
      ...{ outcome: 'answer', level: 'AvailabilityOnly', view: 'FreeBusy', decidedBy: 'MAILBOX_DEFAULT' },
      ...{ side: 'answering', endedAt: null },
    })
  })

  it('ended in what was told of the time where all of that was kept back', () => {
    expect(mailbox(MAILBOX.decided, { keptBack: [null, 'all', 0] }).endedAt).to.deep.equal({
      ...{ step: 'time', code: 'PRIVATE_PERIOD' },
    })
  })

  it('has of a refusal who refused, and by which step', () => {
    const walks = [['answering', 'policy', 'contoso', 'mdN']] as const
    expect(withoutSteps(mailbox(['refuse', 'MAILBOX_DEFAULT', 'answering'], { walks }))).to.deep.equal({
      ...common,
      ...{ outcome: 'refuse', decidedBy: 'MAILBOX_DEFAULT', side: 'answering' },
      endedAt: { step: 'mailbox', code: 'MAILBOX_DEFAULT' },
    })
  })

  it('has of what is unknown the reason, or by whom it was let pass where none is on record', () => {
    const reason = 'DATA_UNREADABLE'
    expect(withoutSteps(mailbox(['unknown', 'MAILBOX_DEFAULT', 'answering', reason]))).to.deep.equal({
      ...common,
      ...{ outcome: 'unknown', decidedBy: reason, endedAt: { step: 'fetch', code: reason } },
    })
    // A grant that does not count is in nobody's way.
    const walks = [['answering', 'policy', 'contoso', 'mdLgro']] as const
    expect(mailbox(['unknown', 'MAILBOX_DEFAULT', 'answering', reason], { walks }).endedAt?.step).to.equal('fetch')
    expect(mailbox(['unknown', 'MAILBOX_DEFAULT', 'answering']).decidedBy).to.equal('MAILBOX_DEFAULT')
    expect(mailbox(['unknown', null, null]).decidedBy).to.equal('')
  })

  it('names the partner, or that there was no way, and the partner’s own id of the request', () => {
    const route = ['transit', 'Adatum', 'urn:a', 'basic', ['pass', null, null]] as const
    expect(mailbox(MAILBOX.decided, { route, upstream: 'theirs' })).to.include({
      ...{ route: 'transit: Adatum', upstreamRequestId: 'theirs' },
    })
    const nowhere = ['nowhere', 'ROUTE_NO_TRANSIT'] as const
    expect(mailbox(['refuse', 'ROUTE_NO_TRANSIT', 'answering'], { route: nowhere }).route).to.equal('ROUTE_NO_TRANSIT')
  })

  it('has no way in an entry without one', () => {
    expect(mailbox(MAILBOX.decided, null)).to.deep.equal({
      ...{ about: VERA, asked: 'Detailed', route: null, endedAt: null, steps: null },
      ...{ outcome: 'answer', level: 'AvailabilityOnly', view: 'FreeBusy', decidedBy: 'MAILBOX_DEFAULT' },
      side: 'answering',
    })
  })
})

describe('a request that was refused as a whole, as it is told', () => {
  const anna = { kind: 'partner', person: ANNA, issuer: FABRIKAM, organization: FABRIKAM, tokenId: 'anna-1', hop: 0 }
  const refused = (requester: object | null): RefusedRequest => ({
    ...{ requestId: 'r-1', at: Date.parse('2026-11-23T09:00:00Z'), because: 'ERR_BUSY', detail: 'again in 9 ms' },
    found: null,
    requester: requester as Requester | null,
  })
  const busy = said('limits', 'deny', { code: 'ERR_BUSY', detail: 'again in 9 ms' })
  const token = said('credential', 'pass', { detail: 'theirs: token anna-1' })

  it('has who asked and where it ended, and no mailboxes', () => {
    expect(toldRefusal(refused(anna), 'memory')).to.deep.equal({
      ...{ requestId: 'r-1', at: '2026-11-23T09:00:00.000Z', source: 'memory', refused: 'ERR_BUSY' },
      ...{ from: ANNA, window: null, mailboxes: [], explained: false, blockMinutes: null, short: null },
      steps: [said('trust', 'pass', { detail: `with ${FABRIKAM}` }), token, busy],
    })
  })

  it('says of another’s people by whom they came', () => {
    const adatum = 'urn:ledig:00000000-0000-4000-8000-000000000004'
    expect(toldRefusal(refused({ ...anna, issuer: adatum, hop: 1 }), 'audit').steps).to.deep.equal([
      ...[said('trust', 'pass', { detail: `with ${FABRIKAM}, by ${adatum}` }), token, busy],
    ])
  })

  it('says of our own people that they are', () => {
    expect(toldRefusal(refused({ kind: 'inside', person: VERA }), 'memory')).to.deep.include({
      from: VERA,
      steps: [said('credential', 'pass', { detail: 'one of our own people' }), busy],
    })
  })

  it('is of nobody where nobody is known to have asked', () => {
    expect(toldRefusal(refused(null), 'memory')).to.deep.include({ from: null, steps: [busy] })
  })
})
