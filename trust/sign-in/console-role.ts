/** What somebody may do in the console, the most first. */
export const CONSOLE_ROLES = ['administrator', 'auditor', 'owner'] as const

export type ConsoleRole = (typeof CONSOLE_ROLES)[number]

/** Which values of a claim of the provider make whom what; nothing named: nobody. */
export interface RoleMapping {
  /** Name of the claim: a text, or a list of texts such as the groups somebody is in. */
  readonly claim: string
  readonly values: Readonly<Record<ConsoleRole, readonly string[]>>
}

/** Of a list so many are looked at; who is in more groups than that has a provider to ask. */
const MOST_VALUES = 1_000

/**
 * The highest role that what the provider says gives; null where it gives none. Compared as it is written: `Admins` is
 * another group than `admins`.
 */
export function roleOf(claims: Readonly<Record<string, unknown>>, { claim, values }: RoleMapping): ConsoleRole | null {
  const said = claims[claim]
  const held = new Set(
    (Array.isArray(said) ? said.slice(0, MOST_VALUES) : [said]).filter((one) => typeof one === 'string'),
  )
  return CONSOLE_ROLES.find((role) => values[role].some((value) => held.has(value))) ?? null
}
