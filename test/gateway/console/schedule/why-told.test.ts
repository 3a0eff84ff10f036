import { expect } from 'chai'
import { SCHEDULE_TEXTS, TOLD_REFUSALS } from '../../../../gateway/console/schedule/schedule-texts.ts'
import { toldOf, whyTold } from '../../../../gateway/console/schedule/why-told.ts'
import type { MailboxAnswer } from '../../../../protocols/availability/availability-question.ts'
import type { NoDataReason } from '../../../../protocols/availability/busy-status.ts'
import { packBusyTimes } from '../../../../protocols/availability/busy-times.ts'
import type { BusyTime } from '../../../../protocols/availability/busy-times.ts'
import { parseMailboxAddress } from '../../../../protocols/availability/mailbox-address.ts'
import type { SharedView } from '../../../../protocols/availability/shared-view.ts'
import type { View } from '../../../../protocols/availability/view.ts'
import { refusalEntry } from '../../../../protocols/ews/mailbox-error.ts'
import { DECISION_CODES } from '../../../../trust/policies/decision.ts'

const { whys, refused } = SCHEDULE_TEXTS.en
const ABOUT = parseMailboxAddress('anna@fabrikam.example')
const rowOf = (answer: MailboxAnswer, inside = false) => ({ about: ABOUT, own: false, inside, answer, asOf: null })
const whyOf = (answer: MailboxAnswer, inside = false) => whyTold(SCHEDULE_TEXTS.en, rowOf(answer, inside))

const view = (grantedView: View, times: readonly BusyTime[] = []): MailboxAnswer => ({
  kind: 'view',
  view: { grantedView, times: packBusyTimes(times) } as unknown as SharedView,
})

describe('Why somebody was told so', () => {
  it('says where it was asked and in which form it was told', () => {
    expect(whyOf(view('Detailed'), true)).to.deep.equal([whys.inside, whys.details])
    expect(whyOf(view('FreeBusy'))).to.deep.equal([whys.outside('fabrikam.example'), whys.times])
    expect(whyOf(view('MergedOnly'))).to.deep.equal([whys.outside('fabrikam.example'), whys.stream])
    expect(toldOf(rowOf({ kind: 'not-found' }))).to.equal('nothing')
  })

  it('says that a part is unknown, and not why', () => {
    const part: BusyTime = { start: 0, end: 1, status: 'NoData', reason: 'DATA_WITHHELD' }
    const other: BusyTime = { ...part, reason: 'REACH_TIMEOUT' }
    expect(whyOf(view('FreeBusy', [part]))).to.deep.equal(whyOf(view('FreeBusy', [other])))
    expect(whyOf(view('FreeBusy', [part])).at(-1)).to.equal(whys.parts)
  })

  it('says of a mailbox that is refused by itself what it says of one that is not there', () => {
    const ofOne = [
      'INSIDE_LEVEL',
      'GRANT',
      'MAILBOX_DEFAULT',
      'OUT_OF_SCOPE',
      'EXCLUDED',
      'SHARING_POLICY',
      'ROOM_OUTSIDE',
    ]
    for (const decidedBy of [...ofOne, 'MAILBOX_UNKNOWN', 'GROUP_TOO_SMALL', 'whatever else'])
      expect(whyOf({ kind: 'refused', decidedBy }), decidedBy).to.deep.equal(whyOf({ kind: 'not-found' }))
    expect(whyOf({ kind: 'no-data', reason: 'DATA_NOT_FOUND' })).to.deep.equal([whys.nothing])
  })

  it('says by their own words only what is decided of a whole organization', () => {
    for (const decidedBy of TOLD_REFUSALS)
      expect(whyOf({ kind: 'refused', decidedBy })).to.deep.equal([refused[decidedBy]])
    // Every step of a decision that looks at a mailbox comes after it was found.
    const looksAtOne = DECISION_CODES.slice(
      DECISION_CODES.indexOf('MAILBOX_UNKNOWN'),
      DECISION_CODES.indexOf('REQUESTS_DISABLED'),
    )
    expect(looksAtOne.filter((code) => (TOLD_REFUSALS as readonly string[]).includes(code))).to.deep.equal([])
  })

  it('tells failures apart no finer than the answer for EWS does', () => {
    const reasons: readonly NoDataReason[] = [
      ...(['REACH_DNS', 'REACH_TCP', 'REACH_TIMEOUT', 'REACH_UPSTREAM', 'REACH_BUSY', 'TLS_REFUSED'] as const),
      ...([
        'TRUST_REFUSED',
        'DATA_NOT_FOUND',
        'DATA_MALFORMED',
        'DATA_UNREADABLE',
        'DATA_TOO_MANY',
        'DATA_WITHHELD',
      ] as const),
    ]
    const ews = new Map<string, string>()
    for (const reason of reasons) {
      const answer = { kind: 'no-data', reason } as const
      const bytes = refusalEntry(answer).toString()
      const [said = ''] = whyOf(answer)
      expect(ews.get(bytes) ?? said, reason).to.equal(said)
      ews.set(bytes, said)
    }
    expect(ews.size).to.equal(5)
  })
})
