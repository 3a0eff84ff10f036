import { CONSOLE_SECTIONS } from './console-sections.ts'
import type { Viewer } from './console-frame.ts'

type Where = Pick<Viewer, 'base' | 'session'>

/** Path of a section; null where there is none, or not for whoever looks. */
function sectionPath({ base, session }: Where, name: string): string | null {
  const sections: Readonly<Record<string, { readonly path: string; readonly admits: readonly string[] } | undefined>> =
    CONSOLE_SECTIONS
  const section = sections[name]
  return section?.admits.includes(session.role) === true ? `${base}${section.path}` : null
}

/** Where the rules of our own organizations are looked at and changed; null: nowhere for whoever looks. */
export const sharingPlace = (where: Where): string | null => sectionPath(where, 'sharing')

/** Where one trust is. @param id of the trust */
export function trustPlace(where: Where, id: string): string | null {
  const trusts = sectionPath(where, 'trusts')
  return trusts === null ? null : `${trusts}${id}`
}
