import { z } from 'zod'
import { FederationError } from '../protocols/federation-error.ts'
import { parseDomain, parseMailboxAddress } from '../protocols/availability/mailbox-address.ts'
import { isNameServer } from '../protocols/dns/name-servers.ts'
import { addressGuard } from '../protocols/http/address-allowance.ts'
import { isNetwork } from '../protocols/http/forwarded-for.ts'
import { parsePasswordHash } from '../trust/credentials/password-hash.ts'
import { parseOrganizationId } from '../trust/organization/organization-id.ts'
import { LANGUAGES } from '../trust/sharing/published-link.ts'
import { isVersion } from '../trust/organization/version-demand.ts'

/** Turns a parser of the program's own into a check that reports instead of throwing. */
function parsed<T>(parse: (input: string) => T, expected: string) {
  return z.string().transform((input, context): T => {
    try {
      return parse(input)
    } catch {
      context.addIssue({ code: 'custom', message: `expected ${expected}` })
      return z.NEVER
    }
  })
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const timeZone = z.string().refine(isTimeZone, 'expected an IANA time zone such as Europe/Stockholm')
/** The canonical form of an address without path, query or user name: partners compare what is built on it exactly. */
function parsePublicUrl(input: string): string {
  const url = new URL(input)
  if (/^https?:$/.test(url.protocol) && url.href === `${url.origin}/` && !input.endsWith('/')) return url.origin
  throw new FederationError('ERR_CONFIG_INVALID', 'no origin')
}

const publicUrl = parsed(parsePublicUrl, 'an address such as https://gateway.example, without a path')
/** Private and shared address space may be opened; loopback has a switch of its own, and link-local stays shut. */
function isOpenable(network: string): boolean {
  try {
    addressGuard({ networks: [network] })
    return true
  } catch {
    return false
  }
}

/** Whose word on where a request comes from is taken, in the one header they add to: a client writes the other. */
const proxies = z.strictObject({
  networks: z
    .array(z.string().refine(isNetwork, 'expected a network such as 10.20.0.0/16, and not all there are'))
    .min(1)
    .max(100),
  header: z.enum(['forwarded', 'x-forwarded-for']),
})

const dnsLabel = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'expected one label of a DNS name')
const mailbox = parsed(parseMailboxAddress, 'a mailbox address')
const organizationId = parsed(parseOrganizationId, 'an organization id: urn:ledig:<uuid>, or an https address')

/** How invitations to shared calendars leave. */
const mail = z.strictObject({
  /** As whom; absent: no-reply in the domain of the calendar's owner. */
  from: mailbox.optional(),
  /** For recipients whose language nobody knows. */
  language: z.enum(LANGUAGES).default('en'),
  /** Absent: a folder `mail` in the state folder. */
  transport: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('smtp'),
        host: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, 'expected the name or IP address of a mail server'),
        port: z.int().min(1).max(65_535).default(587),
        /** `none` is for loopback only. */
        security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
        user: z.string().min(1).max(320).optional(),
        passwordFile: z.string().min(1).optional(),
        /** PEM file of authorities to trust for this server, instead of the well-known ones. */
        authorities: z.string().min(1).optional(),
      }),
      z.strictObject({ kind: z.literal('folder'), folder: z.string().min(1) }),
    ])
    .optional(),
  /** Signs what is sent (RFC 6376). */
  dkim: z
    .strictObject({ domain: parsed(parseDomain, 'a domain'), selector: dnsLabel, keyFile: z.string().min(1) })
    .optional(),
  budget: z
    .strictObject({
      organizationPerDay: z.int().min(1).max(100_000).default(500),
      ownerPerDay: z.int().min(1).max(1_000).default(50),
      recipientPerDay: z.int().min(1).max(100).default(3),
    })
    .default({ organizationPerDay: 500, ownerPerDay: 50, recipientPerDay: 3 }),
})

const organization = z.strictObject({
  id: organizationId,
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and hyphens'),
  /** A file of the policy document's form, relative to the configuration file. */
  policy: z.string().min(1),
  /** A folder of .ics files, one mailbox each. */
  calendars: z.string().min(1),
  timeZone,
  /** People who may ask with user name and password (Basic). */
  users: z
    .array(
      z.strictObject({
        address: mailbox,
        passwordHash: z
          .string()
          .refine((hash) => parsePasswordHash(hash) !== null, 'expected what `ledig password` prints'),
      }),
    )
    .default([]),
})

/** One number for each bound, with the value that holds where nothing is said (EWS and Exchange Online limits). */
const limits = z.strictObject({
  requestBytes: z.int().min(4_096).max(409_600).default(400_000),
  mailboxes: z.int().min(1).max(500).default(100),
  windowDays: z.int().min(1).max(366).default(62),
  entriesPerMailbox: z.int().min(10).max(100_000).default(1_000),
  partnerDeadlineMs: z.int().min(50).max(60_000).default(8_000),
  connections: z.int().min(10).max(100_000).default(4_000),
  inFlight: z.int().min(1).max(100_000).default(1_000),
  /** Of one network address; behind a proxy everybody has the proxy's. */
  refusedPerSecond: z.int().min(10).max(1_000_000).default(200),
  partnerMailboxesPerMinute: z.int().min(1).max(1_000_000_000).default(60_000),
  partnerMailboxesPerHour: z.int().min(1).max(1_000_000_000).default(1_000_000),
  /** What may be learned, by a partner's people together, by one of them, of one mailbox, and by one of one. */
  partnerPeoplePerDay: z.int().min(1).max(1_000_000_000).default(20_000),
  partnerSlotsPerDay: z.int().min(10_000).max(1_000_000_000_000).default(1_000_000_000),
  requesterMailboxesPerHour: z.int().min(1).max(1_000_000_000).default(4_000),
  requesterPeoplePerDay: z.int().min(1).max(1_000_000_000).default(500),
  requesterSlotsPerDay: z.int().min(10_000).max(1_000_000_000_000).default(20_000_000),
  targetMailboxesPerHour: z.int().min(1).max(1_000_000_000).default(4_000),
  targetSlotsPerDay: z.int().min(10_000).max(1_000_000_000_000).default(20_000_000),
  pairMailboxesPerHour: z.int().min(1).max(1_000_000_000).default(240),
  pairSlotsPerDay: z.int().min(10_000).max(1_000_000_000_000).default(250_000),
  /** Our own people have so many times as much, and are not counted together. */
  colleagueFactor: z.int().min(1).max(1_000).default(10),
  /** Partners that have so many times as much. */
  partnerFactors: z.record(organizationId, z.number().min(0.01).max(1_000)).default({}),
})

/** One or more texts of a claim, each of which gives a role. */
const claimValues = z.array(z.string().min(1).max(200)).max(100).default([])

/** The pages of administrators and auditors, on an address of their own. */
const console = z.strictObject({
  publicUrl,
  listen: z.strictObject({ host: z.string().min(1), port: z.int().min(0).max(65_535) }),
  tls: z.strictObject({ certificate: z.string().min(1), key: z.string().min(1) }).optional(),
  /** Absent: no header says where a request comes from. */
  proxies: proxies.optional(),
  /** A provider of OpenID Connect; absent: only accounts of `ledig administrator set` sign in. */
  openid: z
    .strictObject({
      /** As it stands on the button. */
      name: z.string().min(1).max(60),
      issuer: z.url({
        protocol: /^https?$/,
        error: 'expected the address of a provider, such as https://login.example',
      }),
      clientId: z.string().min(1).max(500),
      /** Absent: a client without a secret. */
      clientSecretFile: z.string().min(1).optional(),
      /** Where the provider wants the secret: `client_secret_basic` or `client_secret_post`. */
      secretIn: z.enum(['header', 'body']).default('header'),
      scopes: z
        .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'expected a scope'))
        .max(20)
        .default(['openid', 'profile', 'email']),
      /** The claim that says how somebody is called. */
      nameClaim: z.string().min(1).max(100).default('preferred_username'),
      /** The claim that says whose mailbox of ours somebody has; null: nobody has one by signing in. */
      mailboxClaim: z.string().min(1).max(100).nullable().default('email'),
      roles: z.strictObject({
        claim: z.string().min(1).max(200),
        ...{ administrator: claimValues, auditor: claimValues, owner: claimValues },
      }),
    })
    .optional(),
})

/** What visitors of published calendars may ask in a minute, of one process. */
const publishing = z.strictObject({
  requestsPerAddress: z.int().min(10).max(10_000_000).default(600),
  /** Requests for what is not there: whoever guesses is not heard for a while. */
  missesPerAddress: z.int().min(1).max(10_000_000).default(60),
  requestsPerLink: z.int().min(10).max(10_000_000).default(6_000),
})

export const configSchema = z.strictObject({
  gateway: z.strictObject({
    id: organizationId,
    name: z.string().min(1).max(100),
    publicUrl,
    listen: z.strictObject({ host: z.string().min(1), port: z.int().min(0).max(65_535) }),
    tls: z.strictObject({ certificate: z.string().min(1), key: z.string().min(1) }).optional(),
    /** Absent: no header says where a request comes from. */
    proxies: proxies.optional(),
    /** The folder of the embedded store; absent means that nothing outlives the process. */
    state: z.string().min(1).optional(),
    /** Lets partners ask about each other through this gateway; each still needs an offer that says so. */
    transit: z.boolean().default(false),
  }),
  admin: z
    .strictObject({
      /** A file with a token of scope admin, for automation; absent: the first start prints a one-time code. */
      tokenFile: z.string().min(1).optional(),
    })
    .default({}),
  /** Where trusts, policies, keys, audit and spent tokens are kept; absent: in the state folder, where there is one. */
  store: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('memory') }),
      z.strictObject({ kind: z.literal('embedded') }),
      z.strictObject({ kind: z.literal('redis'), urlFile: z.string().min(1), keyFile: z.string().min(1).optional() }),
    ])
    .optional(),
  audit: z
    .strictObject({
      /** How long the texts of audit entries are kept; their hashes stay. */
      keepDays: z.int().min(1).max(36_500).default(400),
      /** Shows partners the signed head of the log once an hour: how long it is, and the root of its tree. */
      publishHeads: z.boolean().default(true),
      /** How long a lookup is found by the id of its answer. */
      lookupDays: z.int().min(1).max(36_500).default(14),
    })
    .default({ keepDays: 400, publishHeads: true, lookupDays: 14 }),
  /** Where partners' servers may be. What is neither public nor named here is never connected to. */
  outbound: z
    .strictObject({
      /** Loopback, on any port and over plain HTTP too: for a demo and for tests on one machine. */
      loopback: z.boolean().default(false),
      /** Private networks (CIDR) with partners in them. */
      networks: z.array(z.string().refine(isOpenable, 'expected a private network such as 10.20.0.0/16')).default([]),
      /** TCP ports beside 443. */
      ports: z.array(z.int().min(1).max(65_535)).default([]),
      /** PEM file of authorities to trust for partners' servers, instead of the well-known ones. */
      authorities: z.string().min(1).optional(),
    })
    .default({ loopback: false, networks: [], ports: [] }),
  /** Which name servers are asked for the proofs of partners' domains; absent: those of the operating system. */
  dns: z
    .strictObject({
      /** IP addresses, with a port where it is not 53. Each is asked, and all have to say the same. */
      servers: z
        .array(z.string().refine(isNameServer, 'expected an IP address such as 192.0.2.53, or [2001:db8::53]:5353'))
        .min(1)
        .max(3)
        .optional(),
      /**
       * Whether the servers that a domain is served from are asked too, past every cache. `skip`: only the configured
       * ones, where a firewall lets nobody else ask.
       */
      authoritative: z.enum(['ask', 'skip']).default('ask'),
    })
    .default({ authoritative: 'ask' }),
  trust: z
    .strictObject({
      /** Whether an administrator may bind a partner's domain by word alone. */
      unprovenDomains: z.enum(['refuse', 'allow']).default('refuse'),
      /** Takes a proof over HTTPS at the domain itself, too, for domains whose DNS cannot be changed. */
      proofOverHttps: z.boolean().default(false),
      /** The oldest release of each program that partners may run, by the name their metadata gives it. */
      minimumSoftware: z
        .record(z.string().min(1).max(200), z.string().refine(isVersion, 'expected a version such as 0.2.0'))
        .default({}),
      /** How many administrators have to say yes to what gives trust or ends it for good. */
      approvals: z.union([z.literal(1), z.literal(2)], 'expected 1 or 2').default(1),
    })
    .default({ unprovenDomains: 'refuse', proofOverHttps: false, minimumSoftware: {}, approvals: 1 }),
  /** Where numbers for monitoring are served, plain HTTP; absent: nowhere. */
  metrics: z
    .strictObject({ host: z.string().min(1).default('127.0.0.1'), port: z.int().min(0).max(65_535) })
    .optional(),
  /** Absent: there is no console. */
  console: console.optional(),
  mail: mail.default(mail.parse({})),
  publishing: publishing.default(publishing.parse({})),
  limits: limits.default(limits.parse({})),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info') }).default({
    level: 'info',
  }),
  organizations: z.array(organization).default([]),
})

export type ConfigDocument = z.infer<typeof configSchema>
