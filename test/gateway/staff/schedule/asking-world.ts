import type { RefusedRequest } from '../../../../gateway/broker/refused-request.ts'
import { OwnerLinks } from '../../../../gateway/sharing/owner-link.ts'
import type { AskingParts } from '../../../../gateway/staff/schedule/own-mailbox.ts'
import { MemoryReplayStore } from '../../../../trust/stores/replay-store-memory.ts'
import { random } from '../../admin/administration-world.ts'
import { address, CONTOSO_POLICY, NOW, policyOf, smallWorld } from '../../broker/small-world.ts'
import { consoleWorld, ORIGIN } from '../console-world.ts'

export const VERA = address('vera@contoso.example')
export const PUBLIC = 'https://gateway.example'

/** Contoso with somebody hidden from colleagues, one who works in Stockholm, and a group. */
const POLICY = {
  ...CONTOSO_POLICY,
  mailboxes: [
    ...CONTOSO_POLICY.mailboxes,
    { address: 'hidden@contoso.example', inside: 'None' },
    { address: 'team@contoso.example', kind: 'group', group: 'team' },
  ],
  groups: { team: ['bo@contoso.example', 'nils@contoso.example'] },
}

/** The console, in which people of Contoso ask about colleagues, a neighbour on the same gateway, and two partners. */
export async function askingWorld(more: Partial<AskingParts> = {}) {
  const small = await smallWorld()
  small.hosted.policy = policyOf(POLICY)
  for (const source of Object.values(small.sources)) {
    source.meanwhile = () => {}
  }
  const clock = { now: () => NOW }
  const spent = new MemoryReplayStore({ clock })
  const parts = { sealingKey: Buffer.alloc(32, 7), spent, gateway: small.gateway.id, publicUrl: PUBLIC, clock, random }
  const ownerLinks = new OwnerLinks(parts)
  const refused: Omit<RefusedRequest, 'at'>[] = []
  const asking: AskingParts = {
    ...{ broker: small.broker, ownerLinks, refused: (one) => void refused.push(one), timeZoneOf: () => 'Etc/UTC' },
    limits: { mailboxes: 100, windowDays: 62 },
    ...more,
  }
  const world = await consoleWorld(null, ORIGIN, asking)
  world.clock.time = NOW
  return { ...world, small, ownerLinks, refused }
}

export type AskingWorld = Awaited<ReturnType<typeof askingWorld>>
