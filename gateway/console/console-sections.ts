import type { ConsoleRole } from '../../trust/sign-in/console-role.ts'

/** A part of the console: where it is, and whom it is for. */
interface Section {
  /** Below the path of all pages. */
  readonly path: string
  readonly admits: readonly ConsoleRole[]
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
  schedule: { path: 'schedule', admits: ['administrator', 'auditor', 'owner'] },
  mine: { path: 'my-calendar', admits: ['administrator', 'auditor', 'owner'] },
} as const satisfies Readonly<Record<string, Section>>

export type ConsoleSection = keyof typeof CONSOLE_SECTIONS

/** Those of a role, each with its path. */
export function sectionsOf(role: ConsoleRole): readonly (readonly [ConsoleSection, string])[] {
  const all = Object.entries(CONSOLE_SECTIONS) as [ConsoleSection, Section][]
  return all.filter(([, { admits }]) => admits.includes(role)).map(([name, { path }]) => [name, path])
}
