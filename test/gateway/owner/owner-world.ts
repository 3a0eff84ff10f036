import type { Server } from 'node:http'
import express from 'express'
import { openLog } from '../../../gateway/log.ts'
import { ownerRouter } from '../../../gateway/owner/owner-router.ts'
import type { InvitationState } from '../../../gateway/sharing/invitation-record.ts'
import { OwnerLinks } from '../../../gateway/sharing/owner-link.ts'
import { OwnerSessions } from '../../../gateway/sharing/owner-session.ts'
import { MemoryReplayStore } from '../../../trust/stores/replay-store-memory.ts'
import { browserAt } from '../pages/browser-at.ts'
import type { Fields } from '../pages/browser-at.ts'
import { KeptOrders, random, sharingWorld, VERAS } from '../sharing/sharing-world.ts'

export const ORIGIN = 'https://gateway.example'

/** Owners' pages over HTTP, above a whole world of sharing. */
export async function ownerWorld(options: Parameters<typeof sharingWorld>[0] = {}) {
  const orders = new KeptOrders()
  const states = new Map<string, InvitationState>()
  const world = await sharingWorld({ invitations: orders, ...options })
  const { clock, state, contoso } = world
  const spent = new MemoryReplayStore({ clock })
  const parts = { sealingKey: Buffer.alloc(32, 7), spent, gateway: contoso.id, publicUrl: ORIGIN, clock, random }
  const ownerLinks = new OwnerLinks(parts)
  const ownerSessions = new OwnerSessions(state, random, true)
  await state.follow(ownerSessions)
  const door = {
    ...{ ...world, ownerLinks, ownerSessions, publicUrl: ORIGIN, random, log: openLog('silent') },
    invitations: { of: ({ share }: { readonly share: string }) => states.get(share) ?? null },
    timeZoneOf: () => 'Europe/Stockholm',
  }
  const app = express()
  app.use('/owner', ownerRouter(door))
  const server: Server = app.listen(0, '127.0.0.1')
  const { get, post } = browserAt(server, ORIGIN)
  /** An owner signed in: her cookie, and the token of her forms. */
  const signIn = async (owner = VERAS) => {
    const { session, setCookie } = await ownerSessions.begin(owner)
    return { cookie: setCookie.split(';')[0] ?? '', token: session.formToken, session }
  }
  const close = (): void => void server.close()
  return { ...world, door, orders, states, ownerLinks, ownerSessions, get, post, signIn, close }
}

export type OwnerWorld = Awaited<ReturnType<typeof ownerWorld>>

/** Everything a new link has, as the form sends it. */
export const LINK: Fields = {
  ...{ do: 'share', kind: 'link', to: 'anna@elsewhere.example', level: 'AvailabilityOnly', from: '', until: '' },
  ...{ begins: '', ends: '', hidden: '', back: 'OneDay', ahead: 'OneMonth', language: 'en', mail: 'yes', note: '' },
}

export const GRANT: Fields = {
  ...{ do: 'share', kind: 'grant', to: 'sam@fabrikam.example', level: 'LimitedDetails', from: '', until: '' },
  ...{ begins: '', ends: '', hidden: '', mail: 'yes', note: '' },
}
