import type { FederationTrust } from '../../../trust/organization/federation-trust.ts'
import { isConfirmed } from '../../console/change-pages.ts'
import { html } from '../../console/html.ts'
import type { Refusal } from '../../console/trusts/change-refusals.ts'
import { actsOf, hostsToConfirm } from '../../console/trusts/trust-acts.ts'
import {
  changedPage,
  changePage,
  credentialField,
  hostsField,
  stalePage,
  undoBy,
} from '../../console/trusts/trust-change-pages.ts'
import { TRUST_CHANGE_TEXTS } from '../../console/trusts/trust-change-texts.ts'
import { TRUST_PAGE_TEXTS } from '../../console/trusts/trust-page-texts.ts'
import { shown } from '../../pages/page-answer.ts'
import type { PageAnswer } from '../../pages/page-answer.ts'
import type { ConsoleDoor, RoleRoute, Visit } from '../console-door.ts'
import { askChange, waitingChange } from './ask-change.ts'
import { comparedBefore } from './change-terms.ts'
import { namedTrust, trustOf } from './find-shown-trust.ts'

type What = 'hosts' | 'credential'

interface Typed {
  readonly chosen: readonly string[]
  readonly wrong: boolean
  readonly refusal: Refusal | null
}

/** Ways of showing who asks that take nothing but their name. */
const KINDS = ['single-use', 'access-token'] as const

function ask({ viewer }: Visit, trust: FederationTrust, what: What, { chosen, wrong, refusal }: Typed): string {
  const { language } = viewer.locale
  const texts = TRUST_CHANGE_TEXTS[language]
  const choices = KINDS.map((value) => ({
    ...{ value, text: TRUST_PAGE_TEXTS[language].credentials[value], checked: chosen.includes(value) },
  }))
  const fields =
    what === 'hosts' ? hostsField(viewer, hostsToConfirm(trust), chosen, wrong) : credentialField(viewer, choices)
  const says = html`<p>${what === 'hosts' ? texts.hostsWhy : texts.credentialWhy}</p>`
  const faults = wrong ? { host: texts.noHost } : {}
  return changePage(viewer, { ...namedTrust(trust), act: what }, { says, fields, faults, refusal })
}

/** What the form chose of what there is to choose. */
function chosenOf({ form }: Visit, trust: FederationTrust, what: What): readonly string[] {
  if (what === 'hosts') return hostsToConfirm(trust).filter((host) => form.getAll('host').includes(host))
  return KINDS.filter((kind) => form.get('kind') === kind)
}

const askOf = (door: ConsoleDoor, visit: Visit, what: What, trust: FederationTrust, chosen: readonly string[]) =>
  what === 'hosts'
    ? askChange(door, visit, 'trust.accept', {
        params: visit.params,
        body: { ...comparedBefore(trust), hosts: chosen },
      })
    : askChange(door, visit, 'trust.credential', { params: visit.params, body: { kind: chosen[0] } })

async function change(door: ConsoleDoor, visit: Visit, what: What): Promise<PageAnswer> {
  const { viewer, form } = visit
  const trust = trustOf(door, visit)
  const changing = { ...namedTrust(trust), act: what }
  if (!actsOf(trust).includes(what)) return shown(stalePage(viewer, changing), 409)
  const chosen = chosenOf(visit, trust, what)
  const wrong = what === 'hosts' && chosen.length === 0
  if (chosen.length === 0 || !isConfirmed(form))
    return shown(ask(visit, trust, what, { chosen, wrong, refusal: null }), 422)
  const asked = await askOf(door, visit, what, trust, chosen)
  if (asked.outcome === 'refused')
    return shown(ask(visit, trust, what, { chosen, wrong: false, refusal: asked.because }), 422)
  if (asked.outcome === 'waits') return waitingChange(visit, asked.body, changing)
  const texts = TRUST_CHANGE_TEXTS[viewer.locale.language]
  const { kind } = trust.credential
  const undo =
    what === 'credential' && KINDS.some((one) => one === kind)
      ? undoBy(viewer, changing.id, 'credential', [['kind', kind]])
      : null
  const said = what === 'hosts' ? texts.hostsConfirmed : texts.credentialChanged
  return shown(changedPage(viewer, changing, { said, undo }))
}

const both = (what: What): readonly RoleRoute[] => [
  {
    ...{ method: 'get', path: `/trusts/:trust/${what}`, admits: ['administrator'], fresh: true },
    handle: (door, visit) => {
      const trust = trustOf(door, visit)
      const chosen = what === 'credential' ? [trust.credential.kind] : []
      if (actsOf(trust).includes(what)) return shown(ask(visit, trust, what, { chosen, wrong: false, refusal: null }))
      return shown(stalePage(visit.viewer, { ...namedTrust(trust), act: what }), 409)
    },
  },
  {
    ...{ method: 'post', path: `/trusts/:trust/${what}`, admits: ['administrator'], fresh: true },
    handle: (door, visit) => change(door, visit, what),
  },
]

/** Where a partner may be asked, and how it shows who asks. */
export const PARTNER_ROUTES: readonly RoleRoute[] = [...both('hosts'), ...both('credential')]
