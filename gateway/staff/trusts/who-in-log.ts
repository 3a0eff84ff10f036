import { TRUST_PAGE_TEXTS } from '../../console/trusts/trust-page-texts.ts'
import type { TrustPageTexts } from '../../console/trusts/trust-page-texts.ts'
import { printable, shortened } from '../../cli/printable.ts'
import { actorOf } from '../../sign-in/console-sessions.ts'
import type { Language } from '../../../trust/sharing/published-link.ts'
import type { ConsoleDoor } from '../console-door.ts'

const LONGEST = 100

type Names = Pick<ConsoleDoor, 'administration' | 'consoleSessions'>

function oneActor({ administration, consoleSessions }: Names, texts: TrustPageTexts, actor: string): string {
  if (actor === 'gateway') return texts.byItself
  if (actor.startsWith('partner:')) return texts.thePartner
  if (actor.startsWith('session:')) {
    const held = consoleSessions.list().find((session) => actorOf(session) === actor)
    return held === undefined ? texts.byEndedSession(actor) : texts.bySession(held.name)
  }
  const id = actor.startsWith('token:') ? actor.slice('token:'.length) : null
  return id === null ? actor : texts.byToken(administration.tokens.nameOf(id) ?? id)
}

/** Whoever did something by how the audit log names her; who is signed in no more is known by the id of her session alone. */
export function whoIn(names: Names, language: Language): (actor: string) => string {
  const texts = TRUST_PAGE_TEXTS[language]
  return (actor) => {
    // Where two administrators were needed, both stand there; the first one as a token, whatever she came by.
    const [first = '', second] = actor.split('+').map((one) => one.replace(/^token:(?=session:)/, ''))
    const said = (one: string): string => shortened(printable(oneActor(names, texts, one)), LONGEST)
    return second === undefined ? said(first) : texts.andThen(said(first), said(second))
  }
}
