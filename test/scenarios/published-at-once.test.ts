import { expect } from 'chai'
import { describeOneAndTwo, KIM } from './at-once/gateways.ts'
import type { Gateways } from './at-once/gateways.ts'
import { whileRead } from './at-once/late-calendars.ts'
import { GONE, PUBLISHED_KINDS } from './at-once/published-kinds.ts'
import type { Opened, PublishedKind } from './at-once/published-kinds.ts'

/** Each of a calendar that nobody looked at before, so that it has to be read. */
async function openCalendar(at: Gateways): Promise<Opened> {
  const shares = `/mailboxes/${KIM}/shares`
  const made = await at.call(0, 'POST', shares, { level: 'LimitedDetails' })
  const { share, address } = made as { readonly share: { readonly id: string }; readonly address: string }
  return { share: `${shares}/${encodeURIComponent(share.id)}`, address }
}

const FORMS = [
  ['the page', ''],
  ['the calendar', 'calendar.ics'],
  ['the free/busy times', 'calendar.ifb'],
  ['the JSON', 'calendar.json'],
] as const

/** What shows in this form, while more does and while less does. */
function shownIn(leaf: string, { more, less, busy }: PublishedKind) {
  if (leaf !== 'calendar.ifb') return { more, less }
  return busy ?? { more: 'busy busy', less: 'busy busy' }
}

/** What has to hold of any number of gateways that are one: a change is made at the first, and the last is looked at. */
function publishedAtOnce(at: Gateways, count: number): void {
  const other = count - 1

  for (const kind of PUBLISHED_KINDS) {
    for (const [form, leaf] of FORMS) {
      it(`${kind.what} counts in ${form} from the next look, and for one under way`, async () => {
        const { more, less } = shownIn(leaf, kind)
        const { lower, raise } = kind
        const look = (opened: Opened): Promise<string> => at.look(other, opened.address, leaf)

        const first = await openCalendar(at)
        expect(await look(first)).to.equal(more)
        await lower(at, first)
        expect(await look(first), 'the next look').to.equal(less)
        await raise?.(at, first)
        if (raise !== null) expect(await look(first), 'raised again').to.equal(more)

        const second = await openCalendar(at)
        const lowered = await whileRead(
          () => look(second),
          () => lower(at, second),
        )
        expect(lowered, 'lowered meanwhile').to.equal(less)
        await raise?.(at, second)
        if (raise === null || less === GONE) return

        const third = await openCalendar(at)
        await lower(at, third)
        const raised = await whileRead(
          () => look(third),
          () => raise(at, third),
        )
        expect(raised, 'raised meanwhile').to.equal(more)
      })
    }
  }
}

describeOneAndTwo(', of what shows of a published calendar:', publishedAtOnce)
