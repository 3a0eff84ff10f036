import type { PolicyDocument } from '../policy-document.ts'
import { quoted } from './lint.ts'
import type { Lint } from './lint.ts'

/**
 * Relationships of which a domain is nobody's whom we trust: nothing is given there, and nothing asked. Those through
 * another gateway need no trust of their own.
 *
 * @param trusted the domains of partners whose trust serves now
 */
export function lintTrusts({ relationships }: PolicyDocument, trusted: ReadonlySet<string>): Lint[] {
  return relationships.flatMap(({ name, domains, enabled, broker }, i) =>
    domains.flatMap((domain, j): Lint[] => {
      if (!enabled || broker !== undefined || trusted.has(domain)) return []
      const problem = `The relationship ${quoted(name)} is for ${quoted(domain)}, and no trust that serves is with a partner of this domain.`
      const todo = 'Propose and accept a trust with it (ledig trust propose), or take the domain out.'
      return [{ code: 'relationship-without-trust', path: `relationships.${i}.domains.${j}`, problem, todo }]
    }),
  )
}
