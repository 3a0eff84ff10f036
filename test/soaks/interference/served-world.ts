import { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { publicationDoor, visitorRequests } from './served-publication.ts'
import type { VisitorRequest } from './served-publication.ts'
import { ewsDoor } from '../../../gateway/ews-door.ts'
import type { Broker } from '../../../gateway/broker/answer-availability.ts'
import type { Directory, HostedOrganization } from '../../../gateway/broker/directory.ts'
import { keptOf } from '../../../gateway/broker/lookup-trace.ts'
import type { Log } from '../../../gateway/log.ts'
import { logLookup } from '../../../gateway/log-lookup.ts'
import type { Connector } from '../../../protocols/availability/availability-question.ts'
import { parseDomain } from '../../../protocols/availability/mailbox-address.ts'
import type { Domain } from '../../../protocols/availability/mailbox-address.ts'
import { CHALLENGE, ENDPOINT } from './cast.ts'
import type { Cast } from './cast.ts'
import type { Organization } from '../../../trust/organization/organization.ts'
import { offerOf } from '../../../trust/organization/federation-trust.ts'
import { trustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import type { TrustSnapshot } from '../../../trust/organization/trust-snapshot.ts'
import { compilePolicy } from '../../../trust/policies/compile-policy.ts'
import type { Policy } from '../../../trust/policies/policy.ts'
import { parsePolicyDocument } from '../../../trust/policies/policy-document.ts'
import { MemoryReplayStore } from '../../../trust/stores/replay-store-memory.ts'
import { verifyToken } from '../../../trust/tokens/verify-token.ts'
import type { PartnerRequester } from '../../../trust/tokens/verify-token.ts'
import type { ClothedOrganization, World } from './clothe-world.ts'
import { countedCalendars, noWork, talkativePartner } from './counted-calendars.ts'
import type { Work } from './counted-calendars.ts'
import type { Scene } from './seen.ts'

/** A request as it comes from a socket: everything but the socket. */
export interface WireRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Who asks, where its token was verified before; absent: the token is real, and verified. */
  readonly requester?: PartnerRequester
}

/** Everything an asker can observe of an answer, and what it cost us. */
export interface Observed {
  /** From the status line to the last byte, as it goes onto the wire. */
  readonly bytes: string
  readonly work: Work
}

/** What a test may put between the parts of a world: the way in which a leak is planted. */
export interface Seams {
  readonly policy?: (policy: Policy) => Policy
  /** Told of each lookup that is over. */
  readonly finished?: (work: Work, calendars: Connector | undefined) => void
  readonly bytes?: (bytes: string) => string
  /** Between the gateway and its calendars. */
  readonly calendars?: (calendars: Connector) => Connector
}

const LIMITS = { mailboxes: 100, windowDays: 62, events: 1000, requestBytes: 400_000, inFlight: 100 }

function host(name: string, identity: Organization, one: ClothedOrganization, scene: Scene, work: Work, seams: Seams) {
  const reading = parsePolicyDocument(one.document)
  if (!reading.accepted) throw new Error(JSON.stringify(reading.problems))
  const compiled: Policy = compilePolicy(reading.document, { calendarMailboxes: () => calendars.mailboxes })
  const calendars = countedCalendars(scene, one.mailboxes, (mailbox) => compiled.mailbox(mailbox), work)
  const domains = [parseDomain(`${name}.example`)]
  const policy = seams.policy?.(compiled) ?? compiled
  const connector = seams.calendars?.(calendars.connector) ?? calendars.connector
  return { identity, name, domains, policy, calendars: connector } satisfies HostedOrganization
}

function trustsOf({ trusts: made }: Cast, { offers, trusts }: World): TrustSnapshot {
  const { fabrikam, fabrikamTransit, adatum, adatumTransit } = made
  return trustSnapshot(
    [
      { ...fabrikam, offer: offers.fabrikam },
      { ...fabrikamTransit, offer: offers.fabrikam },
      ...(trusts.own ? [{ ...adatum, offer: offers.adatum }] : []),
      ...(trusts.transit ? [{ ...adatumTransit, offer: offers.adatum }] : []),
    ],
    1,
  )
}

function directoryOf(cast: Cast, scene: Scene, world: World, work: Work, seams: Seams): Directory {
  const hosted = new Map<Domain, HostedOrganization>()
  const add = (name: 'contoso' | 'tailspin', one: ClothedOrganization | null): void => {
    if (one === null) return
    const organization = host(name, cast[name], one, scene, work, seams)
    hosted.set(organization.domains[0] as Domain, organization)
  }
  add('contoso', world.contoso)
  add('tailspin', world.tailspin)
  const snapshot = trustsOf(cast, world)
  const adatum = talkativePartner(scene, world.adatum, work)
  return {
    ...{ gateway: cast.gateway, transit: world.transit },
    hostedDomain: (domain) => hosted.get(domain),
    hostedByName: () => undefined,
    trusts: () => snapshot,
    offerOf,
    connectorOf: () => adatum,
  }
}

function countingLog(work: Work): Log {
  const count = (): void => void work.logged++
  return { debug: count, info: count, warn: count, error: count, flush: () => undefined }
}

function brokerOf(cast: Cast, directory: Directory, log: Log, work: Work, seams: Seams): Broker {
  const { recent, budget } = cast
  return {
    ...{ directory, clock: cast.clock, credentials: cast.credentials, partnerDeadlineMs: 5_000 },
    budget: {
      spend: (lookup) => {
        work.budget += lookup.question.mailboxes.length + lookup.passedOn
        return budget.spend(lookup)
      },
      check: (lookup) => budget.check(lookup),
      instances: 1,
    },
    issued: () => undefined,
    unexpected: (error) => {
      throw error
    },
    finished: (trace) => {
      const kept = keptOf(trace)
      recent.remember(kept)
      logLookup(log, trace)
      work.finished++
      const members = kept.places.filter(({ member }) => member).length
      work.recorded += kept.places.length - members
      work.members += members
      seams.finished?.(work, directory.hostedDomain(parseDomain('contoso.example'))?.calendars)
    },
  }
}

function doorOf(
  cast: Cast,
  scene: Scene,
  world: World,
  { requester }: WireRequest,
  { work, seams }: { readonly work: Work; readonly seams: Seams },
) {
  const log = countingLog(work)
  const directory = directoryOf(cast, scene, world, work, seams)
  const replay = new MemoryReplayStore({ clock: cast.clock, remembersSince: 0, capacity: 16 })
  const spent = {
    remembersSince: replay.remembersSince,
    firstUse: (...use: Parameters<MemoryReplayStore['firstUse']>) => {
      work.tokenStoreCalls++
      return replay.firstUse(...use)
    },
  }
  const audiences = new Set([cast.gateway.id, cast.contoso.id])
  const issuers = (issuer: (typeof cast.gateway)['id'], audience: (typeof cast.gateway)['id']) =>
    directory.trusts().issuer(audience, issuer)
  return ewsDoor({
    broker: brokerOf(cast, directory, log, work, seams),
    authenticator: {
      basic: cast.basic,
      organizationOf: () => directory.hostedDomain(parseDomain('contoso.example')),
      verify: (token, request) =>
        requester === undefined
          ? verifyToken(token, request, { audiences, issuers, replay: spent, clock: cast.clock })
          : { verified: true, requester },
      roleAccountOf: () => undefined,
      ...{ clock: cast.clock, refreshIssuer: () => Promise.resolve(false) },
    },
    ...{ limits: LIMITS, challenge: CHALLENGE, publicUrl: ENDPOINT, newRequestId: () => 'request-1' },
    ...{ fresh: () => true, refused: () => work.logged++, log },
  })
}

/** The connection: what is written to it is what the asker gets. */
class Wire extends Duplex {
  readonly remoteAddress = '127.0.0.1'
  readonly encrypted = true
  readonly sent: Buffer[] = []

  override _read(): void {
    // What is asked is with the request already.
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.sent.push(chunk)
    done()
  }
}

type Sent = Omit<VisitorRequest, 'method'> & { readonly method: string; readonly body?: Buffer }

/** Sends one request through a door, as the server would, and takes down what comes. */
async function send(
  door: (request: IncomingMessage, response: ServerResponse) => void,
  { method, url, headers, body = Buffer.alloc(0) }: Sent,
): Promise<string> {
  const wire = new Wire()
  const request = new IncomingMessage(wire as unknown as Socket)
  Object.assign(request, { method, url, httpVersionMajor: 1, httpVersionMinor: 1, complete: true })
  Object.assign(request.headers, headers, body.length > 0 && { 'content-length': String(body.length) })
  if (body.length > 0) request.push(body)
  request.push(null)
  const response = new ServerResponse(request)
  // The one header that is the clock's, not ours.
  response.sendDate = false
  response.assignSocket(wire as unknown as Socket)
  await new Promise<void>((resolve) => {
    response.once('finish', resolve)
    door(request, response)
  })
  const bytes = Buffer.concat(wire.sent).toString('latin1')
  wire.destroy()
  return bytes
}

type Visited = Scene & { readonly visit: NonNullable<Scene['visit']> }

/** A visitor looks, and looks again. */
async function serveVisit(cast: Cast, scene: Visited, world: World, seams: Seams): Promise<Observed> {
  const work = noWork()
  const log = countingLog(work)
  const organization = host('contoso', cast.contoso, world.contoso, scene, work, seams)
  if (world.published === null) throw new Error('nothing is published here')
  const door = publicationDoor(cast, organization, world.published, { work, log })
  const { first, second } = visitorRequests(scene.visit)
  const seen = await send(door, first)
  const again = await send(door, second(/^ETag: (\S+)\r$/m.exec(seen)?.[1]))
  return { bytes: seams.bytes?.(seen + again) ?? seen + again, work }
}

const isVisit = (scene: Scene): scene is Visited => scene.visit !== null

/** Asks one world what the scene asks. */
export async function serve(
  cast: Cast,
  scene: Scene,
  world: World,
  asked: WireRequest,
  seams: Seams = {},
): Promise<Observed> {
  if (isVisit(scene)) return serveVisit(cast, scene, world, seams)
  const work = noWork()
  const door = doorOf(cast, scene, world, asked, { work, seams })
  const bytes = await send(door, { method: 'POST', url: '/EWS/Exchange.asmx', ...asked })
  return { bytes: seams.bytes?.(bytes) ?? bytes, work }
}
