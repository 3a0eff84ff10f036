import type { Instant } from '../../protocols/availability/time-window.ts'
import type { Json } from '../../trust/stores/state-record.ts'
import type { GrantTerms, Share } from './share.ts'
import { writePeriods } from './written-grants.ts'

const iso = (instant: Instant | null): string | null => (instant === null ? null : new Date(instant).toISOString())

/** Times and what is left out, as documents say them. */
function shownPart({ from, until, hours, hiddenCategories }: Omit<GrantTerms, 'level'>) {
  return {
    ...{ from: iso(from), until: iso(until), hours: hours === null ? null : writePeriods(hours) },
    hiddenCategories,
  }
}

/** A share as the administration tells it. */
export function showShare(share: Share): Readonly<Record<string, Json>> {
  const { id, kind, version, capped, lastLook } = share
  const common = { capped: capped && { ...capped }, lastLook: iso(lastLook), version }
  if (share.kind === 'grant') {
    const terms = share.terms.map((one) => ({ level: one.level, ...shownPart(one) }))
    return { id, kind, to: share.to, terms, ...common } as Readonly<Record<string, Json>>
  }
  const { level, back, ahead, recipient, codeByMail, searchable, language, createdAt, revokedAt } = share.link
  return {
    ...{ id, kind, standing: share.standing, to: recipient, level, ...shownPart(share.link), back, ahead },
    ...{ codeByMail, searchable, language, createdAt: iso(createdAt), revokedAt: iso(revokedAt), ...common },
  } as Readonly<Record<string, Json>>
}
