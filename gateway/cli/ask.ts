import { Command, InvalidArgumentError } from 'commander'
import type { Finding, View } from '../../protocols/availability/availability-question.ts'
import { VIEWS } from '../../protocols/availability/availability-question.ts'
import type { NoDataReason } from '../../protocols/availability/busy-status.ts'
import { busyTimeAt } from '../../protocols/availability/busy-times.ts'
import { parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { DAY } from '../../protocols/availability/time-window.ts'
import type { Instant, TimeWindow } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { printable } from './printable.ts'
import { readGivenFile } from './read-given-file.ts'
import { readLine } from './read-line.ts'

interface AskOptions {
  readonly as: string
  readonly ews: URL
  readonly passwordFile?: string
  readonly authority?: string
  readonly from?: Instant
  readonly days: number
  readonly view: View
  readonly json?: boolean
}

/** The person chose the address: a server inside the organization is as good as one outside. */
const PRIVATE_NETWORKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']

const LONGEST_WAIT_MS = 15_000

function instantOf(text: string): Instant {
  const instant = Date.parse(text)
  if (Number.isNaN(instant)) throw new InvalidArgumentError('An instant looks like 2026-11-24T08:00:00Z.')
  return instant
}

function daysOf(text: string): number {
  const days = Number(text)
  if (Number.isInteger(days) && days > 0 && days <= 62) return days
  throw new InvalidArgumentError('Days are a whole number from 1 to 62.')
}

function endpointOf(text: string): URL {
  if (URL.canParse(text) && /^https?:/i.test(text)) return new URL(text)
  throw new InvalidArgumentError('An EWS address looks like https://mail.example.org/EWS/Exchange.asmx.')
}

function mailboxOf(text: string): MailboxAddress {
  try {
    return parseMailboxAddress(text)
  } catch (error) {
    if (!(error instanceof FederationError)) throw error
    throw new FederationError(error.code, `${printable(text)}: ${error.message}`)
  }
}

function viewOf(text: string): View {
  const view = VIEWS.find((one) => one.toLowerCase() === text.toLowerCase())
  if (view === undefined) throw new InvalidArgumentError(`A view is one of ${VIEWS.join(', ')}.`)
  return view
}

async function passwordOf({ as, passwordFile }: AskOptions): Promise<string> {
  if (passwordFile !== undefined) return readGivenFile(passwordFile, 'the password').trim()
  return readLine(`Password of ${as} (shown as you type): `)
}

const clockOf = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
})

const WORDS: Partial<Readonly<Record<NoDataReason, string>>> = {
  DATA_NOT_FOUND: 'no such mailbox, or hidden from you',
  TRUST_REFUSED: 'user name or password refused',
}

function linesOf(about: string, finding: Finding): string[] {
  if (finding.kind === 'no-data') return [`${about}  ${WORDS[finding.reason] ?? `unknown (${finding.reason})`}`]
  const { times, details } = finding.view
  if (times.length === 0) return [`${about}  free`]
  const rows = Array.from({ length: times.length }, (_none, i) => {
    const { start, end, status } = busyTimeAt(times, i)
    const texts = [details?.subjects[i], details?.locations[i]].filter(
      (text) => typeof text === 'string' && text !== '',
    )
    return `  ${clockOf.format(start)} to ${clockOf.format(end)}  ${status.padEnd(16)} ${texts.map((text) => printable(text ?? '')).join(', ')}`.trimEnd()
  })
  return [about, ...rows]
}

function asJson(about: string, finding: Finding): object {
  if (finding.kind === 'no-data') return { about, outcome: 'unknown', reason: finding.reason }
  const { times, details } = finding.view
  const events = Array.from({ length: times.length }, (_none, i) => {
    const time = busyTimeAt(times, i)
    const [start, end] = [new Date(time.start).toISOString(), new Date(time.end).toISOString()]
    return {
      start,
      end,
      status: time.status,
      subject: details?.subjects[i] ?? null,
      location: details?.locations[i] ?? null,
    }
  })
  return { about, outcome: 'answer', events }
}

/** Asks as any EWS client would. */
async function look(mailboxes: readonly string[], window: TimeWindow, password: string, options: AskOptions) {
  const [{ outboundHttp }, { ewsConnector }] = await Promise.all([
    import('../../protocols/http/outbound-http.ts'),
    import('../../protocols/ews/ews-connector.ts'),
  ])
  const endpoint = options.ews
  const http = outboundHttp({
    allow: { loopback: true, networks: PRIVATE_NETWORKS, ports: [Number(endpoint.port || 443)] },
    ...(options.authority !== undefined && { ca: readGivenFile(options.authority, 'the authority') }),
  })
  const credential = `Basic ${Buffer.from(`${options.as}:${password}`).toString('base64')}`
  const question = { mailboxes: mailboxes.map(mailboxOf), window, view: options.view, interval: 30 }
  try {
    return await ewsConnector({ endpoint, http, clock: { now: Date.now }, userAgent: 'Ledig' }).lookUp(question, {
      signal: AbortSignal.timeout(LONGEST_WAIT_MS),
      requestId: crypto.randomUUID(),
      authorize: () => ({ authorization: credential }),
    })
  } finally {
    await http.close()
  }
}

async function ask(mailboxes: string[], options: AskOptions): Promise<void> {
  const start = options.from ?? Date.now()
  const window = { start, end: start + options.days * DAY }
  const { findings, upstreamRequestId } = await look(mailboxes, window, await passwordOf(options), options)
  if (options.json === true) {
    const answers = findings.map((finding, i) => asJson(mailboxes[i] ?? '', finding))
    process.stdout.write(`${JSON.stringify({ requestId: upstreamRequestId ?? null, answers }, null, 2)}\n`)
  } else {
    process.stdout.write(`${findings.flatMap((finding, i) => linesOf(mailboxes[i] ?? '', finding)).join('\n')}\n`)
    process.stdout.write(`request-id ${upstreamRequestId ?? 'not told'}\n`)
  }
  const reasons = findings.map((finding) => (finding.kind === 'no-data' ? finding.reason : null))
  if (reasons.length > 0 && reasons.every((reason) => reason === 'TRUST_REFUSED')) {
    throw new FederationError(
      'ERR_REQUESTER_UNTRUSTED',
      `${options.ews.href} refused the user name and password of ${options.as}`,
    )
  }
  if (reasons.every((reason) => reason?.startsWith('REACH_') === true)) {
    const isOther = reasons.includes('REACH_UPSTREAM')
    const found = isOther
      ? 'answered, but not as EWS does: is it the right address, and is all well there?'
      : 'was not reached'
    throw new FederationError('ERR_PARTNER_UNREACHABLE', `${options.ews.href} ${found}`)
  }
}

export function askCommand(): Command {
  return new Command('ask')
    .description('Ask an EWS server when people are free, as an EWS client does.')
    .argument('<mailbox...>', 'whom to ask about')
    .requiredOption('--as <address>', 'who asks')
    .requiredOption('--ews <url>', "address of the asker's own EWS server", endpointOf)
    .option('--password-file <file>', "file with the asker's password; without it, standard input is read")
    .option('--authority <file>', "PEM file of the authority that signed the server's certificate")
    .option('--from <instant>', 'start of the window (default: now)', instantOf)
    .option('--days <n>', 'length of the window', daysOf, 3)
    .option('--view <view>', `one of ${VIEWS.join(', ')}`, viewOf, 'Detailed' as View)
    .option('--json', 'print JSON and nothing else')
    .action(ask)
}
