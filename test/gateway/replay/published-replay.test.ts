import { expect } from 'chai'
import { PublishedReplay } from '../../../gateway/replay/published-replay.ts'
import { parseMailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { DAY, HOUR } from '../../../protocols/availability/time-window.ts'
import type { Instant } from '../../../protocols/availability/time-window.ts'
import type { LookedAt } from '../../../trust/sharing/last-looks.ts'
import type { PublishedLink } from '../../../trust/sharing/published-link.ts'
import { policyOf } from '../broker/small-world.ts'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const [VERA, BO] = ['vera', 'bo'].map((name) => parseMailboxAddress(`${name}@contoso.example`)) as [
  PublishedLink['mailbox'],
  PublishedLink['mailbox'],
]

const link = (id: string, fields: Partial<PublishedLink> = {}): PublishedLink => ({
  ...{ id, organization: 'contoso', mailbox: VERA, secretHash: id, level: 'LimitedDetails', createdAt: NOW - DAY },
  ...{ back: 'OneDay', ahead: 'OneWeek', hours: null, hiddenCategories: [], recipient: null, codeByMail: false },
  ...{ searchable: false, language: 'en', from: null, until: null, revokedAt: null },
  ...fields,
})

/** With the most that a published calendar shows. */
const policy = (anonymous: string, mailboxes: readonly object[] = [{ address: VERA }, { address: BO }]) =>
  policyOf({
    organization: { id: 'contoso', domains: ['contoso.example'] },
    mailboxes,
    sharingPolicies: [
      {
        name: 'all',
        default: true,
        domains: anonymous === '' ? [] : [`Anonymous: CalendarSharingFreeBusy${anonymous}`],
      },
    ],
  })

const looksAt = (hours: Readonly<Record<string, Instant>>) => ({
  of: ({ share }: LookedAt) => hours[share.slice('link:'.length)] ?? null,
})

describe('published calendars by a draft', () => {
  const looked = looksAt({ a: NOW - HOUR, b: NOW - 2 * HOUR, c: NOW - DAY })
  const reportOf = (now: string, draft: string, links: readonly PublishedLink[], most = 10) => {
    const replay = new PublishedReplay({ now: policy(now), draft: policy(draft) }, looked, NOW)
    for (const one of links) replay.replay(one, NOW - DAY / 2)
    return replay.report(most)
  }

  it('are told of where somebody looked at them in that time and they are still open', () => {
    const links = [
      link('a'),
      link('b', { mailbox: BO }),
      link('c'),
      link('never'),
      link('a', { revokedAt: NOW - 1 }),
      link('a', { until: NOW }),
      link('a', { from: NOW + 1 }),
    ]
    const { looked: count, effects, links: shown } = reportOf('Detail', '', links)
    expect(count).to.equal(2)
    expect(effects).to.deep.equal({ first: 0, more: 0, other: 0, nothing: 2, less: 0 })
    expect(shown.map((one) => [one.mailbox, one.link, one.last])).to.deep.equal([
      [BO, 'b', NOW - 2 * HOUR],
      [VERA, 'a', NOW - HOUR],
    ])
    const before = { level: 'LimitedDetails', keptBack: false, decidedBy: 'LINK_LEVEL', side: 'answering' }
    expect(shown[0]).to.deep.include({ before, after: { ...before, level: 'None', decidedBy: 'ANONYMOUS_OFF' } })
  })

  it('show more, less or the same by what caps them, and no more than their owner chose', () => {
    const one = (now: string, draft: string, fields: Partial<PublishedLink> = {}) =>
      reportOf(now, draft, [link('a', fields)]).links.map(({ effect }) => effect)
    expect(one('Simple', 'Detail')).to.deep.equal(['more'])
    expect(one('Detail', 'Simple')).to.deep.equal(['less'])
    expect(one('', 'Simple')).to.deep.equal(['first'])
    expect(one('Detail', 'Reviewer')).to.deep.equal([])
    expect(one('Detail', 'Reviewer', { level: 'Reviewer' })).to.deep.equal(['more'])
  })

  it('show less where more of their days is private, and nothing where all of them are', () => {
    const privately = (from: string, until: string) =>
      policy('Detail', [{ address: VERA, privatePeriods: [{ from, until }] }])
    const effectOf = (draft: ReturnType<typeof policy>): string | undefined => {
      const replay = new PublishedReplay({ now: policy('Detail'), draft }, looked, NOW)
      replay.replay(link('a'), 0)
      return replay.report(1).links[0]?.effect
    }
    expect(effectOf(privately('2026-11-27T00:00:00Z', '2026-11-28T00:00:00Z'))).to.equal('less')
    expect(effectOf(privately('2026-11-01T00:00:00Z', '2026-12-28T00:00:00Z'))).to.equal('nothing')
    // Beyond what the link shows: a day back, a week ahead.
    expect(effectOf(privately('2026-12-10T00:00:00Z', '2026-12-28T00:00:00Z'))).to.equal(undefined)
  })

  it('are told of as far as was asked for, with how many there are besides', () => {
    const links = [link('a'), link('b', { mailbox: BO }), link('b')]
    const { links: shown, more } = reportOf('', 'Simple', links, 2)
    expect([shown.length, more]).to.deep.equal([2, 1])
  })
})
