import type { Language } from '../../trust/sharing/published-link.ts'
import { namesOf } from '../admin/look-operations.ts'
import { actorWords } from '../console/actor-words.ts'
import { actorOf } from '../sign-in/console-sessions.ts'
import type { ConsoleDoor } from './console-door.ts'

/** Whoever did something by how the audit log names her; who is signed in no more is known by the id of her session alone. */
export function whoIn(
  { administration, consoleSessions }: Pick<ConsoleDoor, 'administration' | 'consoleSessions'>,
  language: Language,
): (actor: string) => string {
  const organizationName = namesOf(administration)
  const sessions = new Map(consoleSessions.list().map((session) => [actorOf(session), session.name] as const))
  const names = {
    organizationName,
    tokenName: (id: string) => administration.tokens.nameOf(id),
    sessionName: (id: string) => sessions.get(`session:${id}`) ?? null,
  }
  return (actor) => actorWords(language, names, actor)
}
