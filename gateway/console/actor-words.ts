import { FILE_TOKEN } from '../admin/access-tokens.ts'
import { printable, shortened } from '../cli/printable.ts'
import type { Language } from '../../trust/sharing/published-link.ts'
import type { Catalogue } from './texts.ts'

const EN = {
  gateway: 'the gateway by itself',
  owner: 'an owner',
  lookup: 'who asked',
  'first-administrator': 'whoever had the code of the first start',
  fileToken: 'whoever has admin.tokenFile',
  token: (name: string) => `access token ${name}`,
  session: (name: string) => `${name}, in the console`,
  endedSession: (id: string) => `somebody in the console (session ${id})`,
  partner: (name: string) => `partner ${name}`,
  organization: (name: string) => `organization ${name}`,
  andThen: (first: string, second: string) => `${first}, and then ${second}`,
}

type ActorTexts = typeof EN

const SV: ActorTexts = {
  gateway: 'gatewayen själv',
  owner: 'en ägare',
  lookup: 'den som frågade',
  'first-administrator': 'den som hade koden från första starten',
  fileToken: 'den som har admin.tokenFile',
  token: (name) => `åtkomstnyckeln ${name}`,
  session: (name) => `${name}, i konsolen`,
  endedSession: (id) => `någon i konsolen (sessionen ${id})`,
  partner: (name) => `partnern ${name}`,
  organization: (name) => `organisationen ${name}`,
  andThen: (first, second) => `${first}, och sedan ${second}`,
}

/** Whoever did something, in words. */
export const ACTOR_TEXTS: Catalogue<ActorTexts> = { en: EN, sv: SV }

/** How those are called now that the audit log has by their ids; null for one that is gone. */
export interface ActorNames {
  readonly tokenName: (id: string) => string | null
  /** Of who is signed in to the console. */
  readonly sessionName: (id: string) => string | null
  readonly organizationName: (id: string) => string | null
}

const LONGEST = 100
const ALONE = ['gateway', 'owner', 'lookup', 'first-administrator'] as const

function oneActor(texts: ActorTexts, names: ActorNames, actor: string): string {
  const alone = ALONE.find((one) => one === actor)
  if (alone !== undefined) return texts[alone]
  const at = actor.indexOf(':')
  const [kind, id] = [actor.slice(0, Math.max(at, 0)), actor.slice(at + 1)]
  if (kind === 'token' && id === FILE_TOKEN) return texts.fileToken
  if (kind === 'token') return texts.token(names.tokenName(id) ?? id)
  if (kind === 'partner' || kind === 'organization') return texts[kind](names.organizationName(id) ?? id)
  if (kind !== 'session') return actor
  const name = names.sessionName(id)
  return name === null ? texts.endedSession(id) : texts.session(name)
}

/** Whoever did something, by how the audit log names her: one, or two where two administrators were needed. */
export function actorWords(language: Language, names: ActorNames, actor: string): string {
  const texts = ACTOR_TEXTS[language]
  // Of two, the first one stands there as a token, whatever she came by.
  const [first = '', second] = actor.split('+').map((one) => one.replace(/^token:(?=session:)/, ''))
  const said = (one: string): string => shortened(printable(oneActor(texts, names, one)), LONGEST)
  return second === undefined ? said(first) : texts.andThen(said(first), said(second))
}
