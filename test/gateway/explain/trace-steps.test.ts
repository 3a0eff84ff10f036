import { expect } from 'chai'
import { says } from '../../../gateway/explain/step-finding.ts'
import { traceSteps as theirTraceSteps } from '../../../gateway/explain/trace-steps.ts'
import type { ExplanationStep } from '../../../gateway/explain/explanation.ts'
import type { RecordedLookup } from '../../../gateway/audit/lookup-entry.ts'
import type { TrustWords, WalkWords, WayWords } from '../../../gateway/audit/recorded-trace.ts'
import { ANNA, LOOKUP, MAILBOX, VERA, WAY } from './recorded-lookup.ts'
import type { By, RecordedMailbox } from './recorded-lookup.ts'
import { said, inEnglish } from './said-step.ts'

const traceSteps = inEnglish(theirTraceSteps)

const ADATUM = 'urn:ledig:00000000-0000-4000-8000-000000000004'
const ACTIVE: TrustWords = ['pass', null, 'with Adatum: active']
const TO_ADATUM: WayWords['route'] = ['partner', 'Adatum', ADATUM, 'single-use', ACTIVE]

/** Every step of one mailbox on record; what is not said is as in the lookup about Vera. */
function steps(
  way: Partial<WayWords> = {},
  decided: RecordedMailbox['decided'] = MAILBOX.decided,
  rest: Partial<RecordedLookup> = {},
  about: string | null = VERA,
): readonly ExplanationStep[] {
  const whole = { ...WAY, ...way }
  const mailbox = { about, decided, way: whole }
  return traceSteps({ ...LOOKUP, mailboxes: [mailbox], ...rest }, mailbox, whole)
}
/** Of one of our own people, by no rules: what remains is the way and what was found. */
const ours: Partial<RecordedLookup> = { trace: { ms: 12 } }
const bare = (
  way: Partial<WayWords>,
  decided: RecordedMailbox['decided'] = MAILBOX.decided,
  rest: Partial<RecordedLookup> = {},
  about: string | null = VERA,
) => steps({ walks: [], ...way }, decided, { ...ours, ...rest }, about)

const HOSTED = said('route', 'pass', { detail: 'hosted: contoso' })
const GIVEN = said('answer', 'pass', { detail: 'FreeBusy' })
const SOURCE = [said('limits', 'pass'), said('fetch', 'pass', { detail: '12 ms' })]
const MERGED = [...SOURCE, said('merge', 'pass')]
const refusal = (code: string): RecordedMailbox['decided'] => ['refuse', code, 'answering']
const UNKNOWN: RecordedMailbox['decided'] = ['unknown', 'MAILBOX_DEFAULT', 'answering', 'DATA_UNREADABLE']

describe('the steps of a mailbox on record', () => {
  it('are those of its lookup, from the trust by which it came to what was given', () => {
    const of = (path: string) => ({ side: 'answering', rule: { of: 'contoso', path } }) as const
    expect(steps()).to.deep.equal([
      said('trust', 'pass', { detail: 'with Fabrikam: active' }),
      said('credential', 'pass', { detail: 'theirs, single-use: token anna-1' }),
      HOSTED,
      said('policy', 'pass', {
        ...{ code: 'NO_RELATIONSHIP', before: 'Reviewer', after: 'Reviewer', ...of('relationships.fabrikam') },
      }),
      said('policy', 'cap', {
        ...{ code: 'RELATIONSHIP_LEVEL', before: 'Reviewer', after: 'LimitedDetails' },
        ...of('relationships.fabrikam.freeBusyAccessLevel'),
      }),
      said('mailbox', 'cap', {
        ...{ code: 'MAILBOX_DEFAULT', before: 'LimitedDetails', after: 'AvailabilityOnly' },
        ...of(`mailboxes.${VERA}.default`),
      }),
      ...[...MERGED, GIVEN],
    ])
  })

  it('end at the trust by which it came where that did not serve, whatever came after', () => {
    const by: By = [['deny', 'TRUST_SUSPENDED', 'with Fabrikam: suspended'], 'single-use', 'anna-1']
    expect(steps({}, refusal('TRUST_ENDED'), { trace: { by, ms: 0 } })).to.deep.equal([
      said('trust', 'deny', { code: 'TRUST_SUSPENDED', detail: 'with Fabrikam: suspended' }),
    ])
  })

  it('say what a trust was in any language, where its entry has it as facts', () => {
    const found = says('trustIs', { name: 'Fabrikam', state: 'attention', because: 'metadata-stale' })
    const by: By = [['pass', 'TRUST_ATTENTION', null, found], 'basic', 'b-1']
    const [trust] = theirTraceSteps({ ...LOOKUP, trace: { by, ms: 12 } }, MAILBOX, WAY)
    expect(trust).to.deep.include({ found, detail: 'with Fabrikam: attention, metadata-stale' })
  })

  it('keep the word of a trust that served and needed a person', () => {
    const by: By = [['pass', 'TRUST_ATTENTION', 'why'], 'basic', 'b-1']
    expect(steps({}, MAILBOX.decided, { trace: { by, ms: 12 } }).slice(0, 2)).to.deep.equal([
      said('trust', 'pass', { code: 'TRUST_ATTENTION', detail: 'why' }),
      said('credential', 'pass', { detail: 'theirs, basic: token b-1' }),
    ])
  })

  it('have no door where one of our own people asked, and no time where none is on record', () => {
    expect(bare({})).to.deep.equal([HOSTED, ...MERGED, GIVEN])
    const [, , fetch] = bare({}, MAILBOX.decided, { trace: null })
    expect(fetch).to.deep.equal(said('fetch', 'pass', { detail: '0 ms' }))
  })
})

describe('where a mailbox on record was', () => {
  for (const kind of ['partner', 'transit'] as const) {
    it(`is the partner that was asked, with the tokens that were made for it: ${kind}`, () => {
      const route = [kind, 'Adatum', ADATUM, 'single-use', ['pass', 'TRUST_ATTENTION', 'why']] as const
      const tokens = [
        ['urn:ledig:00000000-0000-4000-8000-000000000005', 't-0'],
        [ADATUM, 't-1'],
        [ADATUM, 't-2'],
      ] as const
      expect(bare({ route }, MAILBOX.decided, { tokens })).to.deep.equal([
        said('route', 'pass', { detail: `${kind}: Adatum` }),
        said('trust', 'pass', { code: 'TRUST_ATTENTION', detail: 'why' }),
        said('limits', 'pass'),
        said('credential', 'pass', { detail: 'ours, single-use: token t-1, t-2' }),
        ...[said('fetch', 'pass', { detail: '12 ms' }), said('merge', 'pass'), GIVEN],
      ])
    })
  }

  it('is a trust that did not serve any more', () => {
    const route = ['partner', 'Adatum', ADATUM, 'single-use', ['deny', 'TRUST_EXPIRED', 'why']] as const
    expect(bare({ route }, refusal('NO_RELATIONSHIP')).at(-1)).to.deep.equal(
      said('trust', 'deny', { code: 'TRUST_EXPIRED', detail: 'why' }),
    )
  })

  it('is nowhere for a partner', () => {
    const detail = 'not at the organization asked, and nothing is passed on from there'
    expect(bare({ route: ['nowhere', 'ROUTE_NO_TRANSIT'] }, refusal('ROUTE_NO_TRANSIT'))).to.deep.equal([
      said('route', 'deny', { code: 'ROUTE_NO_TRANSIT', detail }),
    ])
  })

  for (const [name, missing, last] of [
    ['a trust that does not serve', [['deny', 'TRUST_SUSPENDED', 'why'], null, true], ['TRUST_SUSPENDED', 'why']],
    [
      'a domain that waits',
      [null, 'Fabrikam', false],
      ['DOMAIN_UNPROVEN', 'with Fabrikam: contoso.example waits for its proof'],
    ],
    ['a relationship alone', [null, null, true], ['TRUST_NONE', 'with nobody of contoso.example']],
  ] as const) {
    it(`is nowhere for our own people, with what there is towards it: ${name}`, () => {
      const [code, detail] = last
      expect(bare({ route: ['nowhere', 'ROUTE_NONE', missing] }, refusal('ROUTE_NONE'))).to.deep.equal([
        said('route', 'pass', { detail: 'contoso.example is none of ours' }),
        said('trust', 'deny', { code, detail }),
      ])
    })
  }

  it('keeps the domain of nobody who was erased', () => {
    const route = ['nowhere', 'ROUTE_NONE', [null, null, false]] as const
    const [step] = bare({ route }, refusal('ROUTE_NONE'), {}, null)
    expect(step).to.deep.equal(said('route', 'deny', { code: 'ROUTE_NONE', detail: 'nobody here knows the domain' }))
  })
})

describe('the rules of a mailbox on record', () => {
  const paths = (...walk: readonly unknown[]) => {
    const walks = [['answering', 'policy', 'contoso', ...walk] as unknown as WalkWords]
    return steps({ walks }, MAILBOX.decided, { trace: { ms: 12 } }).flatMap(({ rule }) => rule?.path ?? [])
  }

  for (const [walk, path] of [
    [['nr+'], 'relationships'],
    [['nr+', 'fabrikam'], 'relationships.fabrikam'],
    [['spL', null, 'staff'], 'sharingPolicies.staff'],
    [['spL'], 'sharingPolicies'],
    [['gl+', null, null, 'board'], 'groups.board'],
    [['gl+'], `mailboxes.${VERA}.group`],
    [['mdL'], `mailboxes.${VERA}.default`],
    [['mdL/d'], 'organization.defaultPermission'],
    [['grL'], `mailboxes.${VERA}.grants`],
    [['grL/p'], `mailboxes.${VERA}.grants.${ANNA}`],
    [['grL/e'], `mailboxes.${VERA}.grants.@fabrikam.example`],
    [['grL/de'], `mailboxes.${VERA}.grants.@fabrikam.example`],
  ] as const) {
    it(`are written where their names say: ${JSON.stringify(walk)} at ${path}`, () => {
      expect(paths(...walk)).to.deep.equal([path])
    })
  }

  it('keep nobody who was erased', () => {
    const walks = [['answering', 'policy', 'contoso', 'grL/p']] as const
    const erased = steps({ walks }, MAILBOX.decided, { trace: { ms: 12 }, from: null }, null)
    expect(erased.flatMap(({ rule }) => rule?.path ?? [])).to.deep.equal(['mailboxes.(erased).grants.(erased)'])
  })

  it('of an offer are the partner’s', () => {
    const walks = [['asking', 'offer', 'Adatum', 'qd-']] as const
    expect(steps({ walks }, refusal('REQUESTS_DISABLED'), ours).at(-1)).to.deep.include({
      ...{ side: 'asking', outcome: 'deny', detail: 'their offer', rule: { of: 'Adatum', path: 'offer.asks.enabled' } },
    })
  })
})

describe('what was found of a mailbox on record', () => {
  it('is nothing where it was refused', () => {
    expect(bare({}, refusal('MAILBOX_DEFAULT'))).to.deep.equal([HOSTED])
  })

  it('is the reason why nothing is known', () => {
    expect(bare({}, UNKNOWN)).to.deep.equal([
      HOSTED,
      said('fetch', 'unknown', { code: 'DATA_UNREADABLE', detail: '12 ms' }),
    ])
    expect(bare({}, ['unknown', null, null])).to.deep.include(
      said('fetch', 'unknown', { code: 'REACH_UPSTREAM', detail: '12 ms' }),
    )
  })

  it('is the guard that kept us from asking', () => {
    expect(bare({ route: TO_ADATUM, heldBack: 'BREAKER_OPEN' }, UNKNOWN).at(-1)).to.include({
      ...{ step: 'limits', outcome: 'unknown', code: 'BREAKER_OPEN' },
    })
  })

  it('is an answer that could not be matched', () => {
    const decided = ['unknown', null, null, 'DATA_MALFORMED'] as const
    expect(bare({ unmatched: true }, decided).at(-1)).to.deep.equal(
      said('merge', 'unknown', { code: 'DATA_MALFORMED' }),
    )
  })

  it('is less than was granted where the source knew less', () => {
    const decided = ['answer', 'RELATIONSHIP_LEVEL', 'answering', 'LimitedDetails', 'FreeBusy'] as const
    const detail = 'Detailed was granted, the source had FreeBusy'
    expect(bare({}, decided).at(-2)).to.deep.equal(said('merge', 'cap', { code: 'SOURCE_KNEW_LESS', detail }))
  })

  it('is of one of a group her stream, which is all that was asked for', () => {
    const decided = ['answer', 'GROUP_MEMBER', 'answering', 'LimitedDetails', 'MergedOnly'] as const
    expect(bare({}, decided).at(-2)).to.deep.equal(said('merge', 'pass'))
  })

  it('is told in blocks where the budget was nearly used up', () => {
    const [, blocks, ...rest] = bare({}, MAILBOX.decided, { blockMinutes: 60 })
    expect(blocks).to.include({ step: 'limits', outcome: 'cap', code: 'TOLD_IN_BLOCKS' })
    expect(rest).to.deep.equal([...MERGED, GIVEN])
  })

  it('is told with what its owner keeps back, and what is private', () => {
    const kept = bare({ keptBack: ['some', 'nothing', 2], masked: true }).slice(4)
    const rule = (field: string) => ({ rule: { of: 'contoso', path: `mailboxes.${VERA}.${field}` } })
    expect(kept).to.deep.equal([
      said('time', 'pass', rule('privatePeriods')),
      said('time', 'cap', {
        ...{ code: 'OUTSIDE_HOURS', detail: 'some of the time asked about is told as unknown', ...rule('grants') },
      }),
      said('categories', 'cap', {
        ...{ code: 'HIDDEN_CATEGORY', detail: 'events of 2 categories are told as unknown', ...rule('grants') },
      }),
      ...[said('private', 'cap', { code: 'PRIVATE_ITEM' }), GIVEN],
    ])
    expect(bare({ masked: false }).slice(4)).to.deep.equal([said('private', 'pass'), GIVEN])
  })

  it('is kept back by no rule of ours where a partner gave it, and by nobody’s name who was erased', () => {
    const keptBack = [null, 'nothing', 0] as const
    expect(bare({ route: TO_ADATUM, keptBack }).at(-2)).to.deep.equal(said('time', 'pass'))
    expect(bare({ keptBack }, MAILBOX.decided, {}, null).at(-2)?.rule?.path).to.equal(
      'mailboxes.(erased).privatePeriods',
    )
  })
})

describe('a group on record', () => {
  const members = (outcome: 'pass' | 'cap', detail: string) => said('group', outcome, { code: 'GROUP_MEMBERS', detail })

  it('tells how many of it are known, in the place of what was found', () => {
    expect(bare({ group: [3, 3] })).to.deep.equal([HOSTED, members('pass', '3 of 3'), GIVEN])
    expect(bare({ group: [3, 4] })).to.deep.equal([HOSTED, members('cap', '3 of 4'), GIVEN])
  })

  it('ends there where nobody of it is known', () => {
    expect(bare({ group: [0, 4] }, UNKNOWN)).to.deep.equal([
      HOSTED,
      said('group', 'unknown', { code: 'DATA_UNREADABLE', detail: '0 of 4' }),
    ])
    expect(bare({ group: [0, 4] }, ['unknown', null, null]).at(-1)).to.deep.equal(
      said('group', 'unknown', { detail: '0 of 4' }),
    )
  })

  it('is refused for its members where its own rules let the question pass', () => {
    const walks = [['answering', 'policy', 'contoso', 'mdLgs+']] as const
    const refused = (detail: string | null) =>
      said('group', 'deny', { code: 'GROUP_TOO_SMALL', side: 'answering', detail })
    expect(bare({ walks, group: [2, 3] }, refusal('GROUP_TOO_SMALL')).at(-1)).to.deep.equal(refused('2 of 3'))
    expect(bare({ walks: [] }, refusal('GROUP_TOO_SMALL'))).to.deep.equal([HOSTED, refused(null)])
  })

  it('is refused once where its own rules refuse it', () => {
    const walks = [['answering', 'policy', 'contoso', 'gs-']] as const
    expect(bare({ walks }, refusal('GROUP_TOO_SMALL')).map(({ step }) => step)).to.deep.equal(['route', 'group'])
  })

  it('is refused for its members whatever else was in the way', () => {
    const walks = [['answering', 'policy', 'contoso', 'gl-']] as const
    expect(bare({ walks }, refusal('GROUP_TOO_SMALL')).map(({ code }) => code)).to.deep.equal([
      ...[null, 'GROUP_LIMIT', 'GROUP_TOO_SMALL'],
    ])
  })

  it('stands nowhere in another refusal, nor in an answer', () => {
    expect(bare({}, refusal('TRUST_ENDED'))).to.deep.equal([HOSTED])
    const decided = ['answer', 'GROUP_MERGED', 'answering', 'AvailabilityOnly', 'FreeBusy'] as const
    expect(bare({}, decided)).to.deep.equal([HOSTED, ...MERGED, GIVEN])
  })
})
