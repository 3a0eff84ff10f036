import type { SignedIn } from '../sign-in/console-sessions.ts'
import type { ConsoleRole } from '../../trust/sign-in/console-role.ts'

/** A part of the console: where it is, and whom it is for. */
interface Section {
  /** Below the path of all pages. */
  readonly path: string
  readonly admits: readonly ConsoleRole[]
  /** Of use only to whoever has a mailbox here; an owner is told there that she has none. */
  readonly ofMailbox?: true
}

/** In the order in which they are gone through. */
export const CONSOLE_SECTIONS = {
  start: { path: '', admits: ['administrator', 'auditor', 'owner'] },
  trusts: { path: 'trusts/', admits: ['administrator', 'auditor'] },
  keys: { path: 'keys', admits: ['administrator', 'auditor'] },
  approvals: { path: 'approvals', admits: ['administrator', 'auditor'] },
  health: { path: 'health', admits: ['administrator', 'auditor'] },
  sharing: { path: 'sharing/', admits: ['administrator', 'auditor'] },
  access: { path: 'access/', admits: ['administrator', 'auditor'] },
  explain: { path: 'explain/', admits: ['administrator', 'auditor'] },
  record: { path: 'record/', admits: ['administrator', 'auditor'] },
  accounts: { path: 'accounts', admits: ['administrator', 'auditor'] },
  schedule: { path: 'schedule', admits: ['administrator', 'auditor', 'owner'], ofMailbox: true },
  mine: { path: 'my-calendar', admits: ['administrator', 'auditor', 'owner'], ofMailbox: true },
} as const satisfies Readonly<Record<string, Section>>

export type ConsoleSection = keyof typeof CONSOLE_SECTIONS

/** Those for somebody, each with its path. */
export function sectionsOf({
  role,
  mailbox,
}: Pick<SignedIn, 'role' | 'mailbox'>): readonly (readonly [ConsoleSection, string])[] {
  const isShown = ({ admits, ofMailbox }: Section): boolean =>
    admits.includes(role) && (ofMailbox !== true || mailbox !== null || role === 'owner')
  const all = Object.entries(CONSOLE_SECTIONS) as [ConsoleSection, Section][]
  return all.filter(([, section]) => isShown(section)).map(([name, { path }]) => [name, path])
}
