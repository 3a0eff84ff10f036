import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { Response } from 'supertest'
import { trustId } from '../../../gateway/admin/administration.ts'
import type { Administration } from '../../../gateway/admin/administration.ts'
import type { Broker } from '../../../gateway/broker/answer-availability.ts'
import { explainer } from '../../../gateway/explain/explain-lookup.ts'
import { PartnerHealth } from '../../../gateway/health/partner-health.ts'
import type { HostedOrganization } from '../../../gateway/broker/directory.ts'
import type { Hosting } from '../../../gateway/hosted-organizations.ts'
import { liveDirectory } from '../../../gateway/live-directory.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import { localeFor } from '../../../gateway/console/locale.ts'
import type { ConsoleDoor, Visit } from '../../../gateway/staff/console-door.ts'
import { consoleApplication } from '../../../gateway/staff/console-router.ts'
import type { ConsoleSession, SignedIn } from '../../../gateway/sign-in/console-sessions.ts'
import { PendingSignIns } from '../../../gateway/sign-in/pending-sign-in.ts'
import { RefusedSignIns } from '../../../gateway/sign-in/refused-sign-ins.ts'
import { PasswordGuard } from '../../../trust/credentials/password-guard.ts'
import { hashPassword, matchesPassword } from '../../../trust/credentials/password-hash.ts'
import type { PasswordThread } from '../../../trust/credentials/password-thread.ts'
import type { ConsoleRole } from '../../../trust/sign-in/console-role.ts'
import { BY_ITSELF } from '../../../trust/stores/cause.ts'
import { browserAt } from '../pages/browser-at.ts'
import type { Sent } from '../pages/browser-at.ts'
import { budgetsOfNobody } from '../limits/budget-limits.ts'
import { activeTrust, known, put } from '../../trust/known-organizations.ts'
import { administrationWorld, random } from '../admin/administration-world.ts'

export const ORIGIN = 'https://console.example'
export const PASSWORD = 'a long enough password'

export const cookieOf = (answer: Response, name = '__Host-ledig-console'): string =>
  ((answer.headers['set-cookie'] as unknown as string[] | undefined) ?? [])
    .map((one) => one.split(';')[0] ?? '')
    .find((one) => one.startsWith(`${name}=`)) ?? ''

export const tokenIn = ({ text }: Response): string => /name="token" value="([^"]+)"/.exec(text)?.[1] ?? ''

/** Checks passwords in the thread of the test, which is ready at once. */
const HERE: Pick<PasswordThread, 'matches'> = {
  matches: (password, expected) => Promise.resolve(matchesPassword(password, expected)),
}

/** For a console in which nobody has a mailbox. */
export function askingNobody(): ConsoleDoor['asking'] {
  const directory = { hostedDomain: () => undefined } as unknown as Broker['directory']
  const never = () => {
    throw new Error('nobody asks in this test')
  }
  return {
    broker: { directory } as Broker,
    ...{ ownerLinks: { make: never }, refused: never, timeZoneOf: () => 'UTC' },
    limits: { mailboxes: 100, windowDays: 62 },
  }
}

/** Nothing leaves here, so nobody is shown anything. */
const NOBODYS: Broker['credentials'] = {
  authorize: () => Promise.reject(new Error('nothing leaves in this test')),
  again: () => Promise.reject(new Error('nothing leaves in this test')),
}

/** The console over HTTP, above a store with one trust and the account `ann`. */
export async function consoleWorld(openid: ConsoleDoor['openid'] = null, publicUrl = ORIGIN, asking = askingNobody()) {
  const secure = publicUrl.startsWith('https:')
  const [contoso, fabrikam, gateway] = [await known('Contoso'), await known('Fabrikam'), await known('Gateway')]
  const made = await administrationWorld({ organizations: { gateway, contoso }, secure })
  const { clock, world, state, trusts, consoleAccounts, consoleSessions, log } = made
  // Cheaper than the usual cost: what a guess costs is tested where it is bounded.
  const passwordHash = await hashPassword(PASSWORD, randomBytes(16), 10)
  await consoleAccounts.set('ann', { role: 'administrator', passwordHash }, BY_ITSELF)
  const trust = activeTrust(contoso.id, fabrikam, ['fabrikam.example'], clock)
  await put(trusts, trust, undefined)
  const identity = made.administration.organizations.get('contoso') ?? contoso
  const hosted: HostedOrganization = {
    ...{ identity, name: 'contoso', domains: [parseDomain('contoso.example')] },
    calendars: { lookUp: () => Promise.reject(new Error('nothing is read in this test')) },
    get policy() {
      return made.policies.policyOf('contoso')
    },
  }
  const settings = { policy: { organization: { domains: hosted.domains } } }
  const hostings = [{ organization: hosted, settings }] as unknown as readonly Hosting[]
  const connect = () => hosted.calendars
  const partnerHealth = new PartnerHealth(clock)
  const directory = liveDirectory({
    ...{ gateway: identity, transit: false, hosted: hostings, trusts, connect, partnerHealth },
  })
  const explain = explainer({
    ...{ directory, clock, partnerDeadlineMs: 200, budget: budgetsOfNobody(), credentials: NOBODYS },
    ...{ issued: () => undefined, unexpected: () => undefined, finished: () => undefined },
  })
  const administration: Administration = { ...made.administration, explain, partnerHealth }
  const door: ConsoleDoor = {
    ...{ directory },
    ...{ administration, consoleAccounts, consoleSessions, publicUrl, openid, guard: new PasswordGuard(clock, HERE) },
    pending: new PendingSignIns(randomBytes(32), random, clock, secure),
    refused: new RefusedSignIns(state, log),
    asking,
  }
  const server: Server = consoleApplication(door).listen(0, '127.0.0.1')
  const { get, post } = browserAt(server, publicUrl)
  /** Somebody signed in, as if she had just shown who she is. */
  const signedIn = async (role: ConsoleRole, more: Partial<SignedIn> = {}) => {
    const by = { kind: 'openid' as const, issuer: 'https://login.example', subject: role }
    const who = { name: `the ${role}`, role, by, provenAt: clock.now(), mailbox: null, ...more }
    const { session, setCookie } = await consoleSessions.begin(who, { replacing: null, source: '192.0.2.1' })
    const cookie = setCookie.split(';')[0] ?? ''
    const send = (path: string, fields: Readonly<Record<string, string>> = {}, sent: Sent = {}) =>
      post(path, { token: session.formToken, ...fields }, { cookie, ...sent })
    return { session, cookie, get: (path: string, sent: Sent = {}) => get(path, { cookie, ...sent }), post: send }
  }
  /** What went on record under a name: its facts, and what is kept of persons beside them. */
  const entries = (event: string) =>
    [...world.entries.values()].flatMap(({ text, personal }) => {
      const entry = JSON.parse(text ?? '{}') as { event: string; actor: string; facts: Record<string, unknown> }
      const said = Object.entries(personal ?? {}).map(([name, one]) => [name, 'value' in one ? one.value : null])
      return entry.event === event ? [{ ...entry, personal: Object.fromEntries(said) as Record<string, unknown> }] : []
    })
  const close = (): void => void server.close()
  const partner = trustId(trust)
  return {
    clock,
    world,
    state,
    trusts,
    policies: made.policies,
    partner,
    door,
    consoleAccounts,
    consoleSessions,
    get,
    post,
    signedIn,
    entries,
    close,
  }
}

/** A request of somebody signed in, for what is asked below the pages. */
export function visitOf({ clock }: Pick<ConsoleWorld, 'clock'>, session: ConsoleSession): Visit {
  const [locale, base] = [localeFor('en', 'en'), '/console/']
  const viewer = { session, locale, base, nobodyNamed: false, now: clock.now() }
  const nothing = { query: new URLSearchParams(), form: new URLSearchParams(), cookie: undefined, params: {} }
  const guest = { locale, base, nobodyNamed: false, ledHere: false, source: '192.0.2.1', landing: () => base }
  return { ...nothing, ...guest, viewer }
}

export type ConsoleWorld = Awaited<ReturnType<typeof consoleWorld>>
