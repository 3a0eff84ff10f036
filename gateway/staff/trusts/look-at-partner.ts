import type { TrustChangeTexts } from '../../console/trusts/trust-change-texts.ts'
import { TRUST_CHANGE_TEXTS } from '../../console/trusts/trust-change-texts.ts'
import { changedPage, changePage } from '../../console/trusts/trust-change-pages.ts'
import type { Refusal } from '../../console/trusts/change-refusals.ts'
import { isConfirmed } from '../../console/change-pages.ts'
import { html } from '../../console/html.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { CheckRound } from '../../domains/domain-watch.ts'
import type { Answer } from '../../admin/operation.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { askChange, waitingChange } from './ask-change.ts'
import { namedTrust, trustOf } from './find-shown-trust.ts'

type What = 'refresh' | 'check-domains'

const changingOf = (door: ConsoleDoor, visit: Visit, what: What) => ({ ...namedTrust(trustOf(door, visit)), act: what })

function ask(door: ConsoleDoor, visit: Visit, what: What, refusal: Refusal | null = null): string {
  const texts = TRUST_CHANGE_TEXTS[visit.viewer.locale.language]
  const says = html`<p>${what === 'refresh' ? texts.refreshWhy : texts.checkWhy}</p>`
  return changePage(visit.viewer, changingOf(door, visit, what), { says, refusal })
}

const ROUNDS: Readonly<Record<CheckRound, keyof TrustChangeTexts & `check${string}`>> = {
  checked: 'checked',
  'nothing to check': 'checkedBefore',
  'under way': 'checkUnderWay',
}

function saidOf(texts: TrustChangeTexts, what: What, body: Answer['body']): string {
  if (what === 'refresh') return texts.refreshed
  const round = body !== null && typeof body === 'object' && 'round' in body ? body.round : null
  return texts[ROUNDS[round as CheckRound]]
}

/** What happens by itself, now: nothing is decided by it, so there is nothing to take back. */
async function look(door: ConsoleDoor, visit: Visit, what: What): Promise<PageAnswer> {
  const { viewer, params, form } = visit
  if (!isConfirmed(form)) return shown(ask(door, visit, what))
  const changing = changingOf(door, visit, what)
  const asked = await askChange(door, visit, `trust.${what}`, { params })
  if (asked.outcome === 'refused') return shown(ask(door, visit, what, asked.because), 422)
  if (asked.outcome === 'waits') return waitingChange(visit, asked.body, changing)
  const said = saidOf(TRUST_CHANGE_TEXTS[viewer.locale.language], what, asked.body)
  return shown(changedPage(viewer, changing, { said, undo: null }))
}

const both = (what: What): readonly RoleRoute[] => [
  {
    ...{ method: 'get', path: `/trusts/:trust/${what}`, admits: ['administrator'], fresh: true },
    handle: (door, visit) => shown(ask(door, visit, what)),
  },
  {
    ...{ method: 'post', path: `/trusts/:trust/${what}`, admits: ['administrator'], fresh: true },
    handle: (door, visit) => look(door, visit, what),
  },
]

/** Reading what a partner says now, and looking whether its domains carry their proofs. */
export const LOOK_ROUTES: readonly RoleRoute[] = [...both('refresh'), ...both('check-domains')]
