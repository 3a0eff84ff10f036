import { domainOf } from '../../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../../protocols/availability/mailbox-address.ts'
import { membersOf } from '../group-members.ts'
import type { PolicyDocument } from '../policy-document.ts'
import { quoted, shownInstant } from './lint.ts'
import type { Lint, LintedPolicy } from './lint.ts'

type RelationshipEntry = PolicyDocument['relationships'][number]
type Found = Omit<Lint, 'path'> & { readonly at: string }

function lintOver({ name, validUntil }: RelationshipEntry, now: number): Found[] {
  if (validUntil === null || now < validUntil) return []
  const problem = `The relationship ${quoted(name)} is over since ${shownInstant(validUntil)}.`
  return [{ code: 'relationship-expired', at: '.validUntil', problem, todo: 'Take it out, or give it a later end.' }]
}

/** A switch that is on without a level, or a level without its switch. */
function lintVoid({ name, requests, ...given }: RelationshipEntry): Found[] {
  const void_ = (on: boolean, level: string, [what, at, other]: readonly [string, string, string]): Found[] => {
    if (on === (level !== 'None')) return []
    const problem = on
      ? `The relationship ${quoted(name)} ${what} nothing: it is switched on, and the level is None.`
      : `The relationship ${quoted(name)} ${what} nothing: its level is ${level}, and it is not switched on.`
    return [
      {
        code: 'relationship-void',
        at,
        problem,
        todo: on ? 'Say a level, or switch it off.' : `Set ${other} to true, or take the level out.`,
      },
    ]
  }
  return [
    ...void_(given.freeBusyAccessEnabled, given.freeBusyAccessLevel, [
      'gives',
      '.freeBusyAccessLevel',
      'freeBusyAccessEnabled',
    ]),
    ...void_(requests.enabled, requests.level, ['asks', '.requests.level', 'requests.enabled']),
  ]
}

function lintScopes(entry: RelationshipEntry, { document, policy }: LintedPolicy): Found[] {
  const { name, freeBusyAccessScope: scope, requests, exclude } = entry
  const groups = new Map(Object.entries(document.groups))
  const ours = (names: readonly string[]): MailboxAddress[] =>
    [...membersOf(groups, names)].filter((address) => policy.isOwnDomain(domainOf(address)))
  const scopes = [
    [scope, '.freeBusyAccessScope', 'nobody may be asked about'],
    [requests.scope, '.requests.scope', 'nobody may ask'],
  ] as const
  const empty = scopes.flatMap(([group, at, comes]): Found[] => {
    if (group === null || ours([group]).length > 0) return []
    const problem = `The group ${quoted(group)} has nobody of our domains, so that in ${quoted(name)} ${comes}.`
    return [{ code: 'scope-empty', at, problem, todo: 'Say who of us is in it, or name another group.' }]
  })
  const open = scope === null ? null : new Set(ours([scope]))
  const reached = (address: MailboxAddress): boolean =>
    open === null ? policy.isOwnDomain(domainOf(address)) : open.has(address)
  const unreachable = exclude.flatMap((member, i): Found[] => {
    const left = 'address' in member ? [member.address] : ours([member.group])
    if (left.some(reached)) return []
    const who = quoted('address' in member ? member.address : member.group)
    const problem = `Leaving out ${who} takes nobody out of ${quoted(name)}: nobody of it is in its scope.`
    return [{ code: 'exclude-unreachable', at: `.exclude.${i}`, problem, todo: 'Correct it, or take it out.' }]
  })
  return [...empty, ...unreachable]
}

/** Relationships that are over, come to nothing, or leave out who was never in; and the switch that shuts them all. */
export function lintRelationships(linted: LintedPolicy): Lint[] {
  const { relationships, organization } = linted.document
  const off: Lint = {
    code: 'federation-off',
    path: 'organization.federationEnabled',
    problem: 'It is false, so that every relationship is shut, both ways.',
    todo: 'Set it to true, unless it is meant.',
  }
  const lints = relationships.flatMap((entry, i) =>
    [...lintOver(entry, linted.now), ...lintVoid(entry), ...lintScopes(entry, linted)].map(
      ({ at, code, problem, todo }): Lint => ({ code, path: `relationships.${i}${at}`, problem, todo }),
    ),
  )
  return organization.federationEnabled || relationships.length === 0 ? lints : [off, ...lints]
}
