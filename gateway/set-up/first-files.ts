import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileProblem } from '../../config/file-problem.ts'
import type { Domain, MailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import type { Instant } from '../../protocols/availability/time-window.ts'
import { DAY, HOUR } from '../../protocols/availability/time-window.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { makeFolder } from '../make-folder.ts'
import { problemContext } from './start-problem.ts'

/** Where the gateway is reached: on this machine, to try it out; or beyond it, with TLS. */
export type FirstPlace =
  | { readonly reach: 'here'; readonly port: number }
  | {
      readonly reach: 'beyond'
      readonly host: string
      readonly port: number
      readonly publicUrl: string
      /** As they are written in the configuration: relative to it. */
      readonly tls: { readonly certificate: string; readonly key: string }
    }

/** All that the files of a first gateway are made of: the same answers give the same bytes. */
export interface FirstAnswers {
  readonly gatewayId: string
  readonly organizationId: string
  /** Of the gateway, as partners read it. */
  readonly name: string
  readonly domain: Domain
  /** IANA name. */
  readonly timeZone: string
  /** Folder, as it is written in the configuration. */
  readonly calendars: string
  /** Who may ask with a mail program, and has a calendar with one appointment; null where there are calendars already. */
  readonly first: {
    readonly address: MailboxAddress
    readonly passwordHash: string
    readonly uid: string
    readonly at: Instant
  } | null
  readonly place: FirstPlace
  /** On loopback; null: there is no console. */
  readonly consolePort: number | null
}

/** One file, with its path relative to the folder of the configuration, or absolute. */
export interface FirstFile {
  readonly path: string
  readonly content: string
}

/** What a text may be that YAML 1.2 takes for that text without quotes, whatever follows it. */
const PLAIN = /^[A-Za-z][\w.@$/-]*$/
const WORDS = /^(?:null|true|false|y|n|yes|no|on|off)$/i

/** A text in YAML: as it is where that is safe, else in quotes (JSON is YAML, but for line ends of Unicode). */
const yaml = (text: string): string =>
  PLAIN.test(text) && !WORDS.test(text)
    ? text
    : JSON.stringify(text).replace(/[\u0085\u2028\u2029\ufeff]/g, (sign) => escapeOf(sign))

const escapeOf = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`

/** The first label of the domain; the whole of it where the label is what the gateway itself is called. */
export function organizationNameOf(domain: Domain): string {
  const label = domain.split('.')[0] ?? domain
  return label === 'gateway' ? domain.replaceAll('.', '-').slice(0, 63) : label
}

function placeText(place: FirstPlace): string {
  if (place.reach === 'here') {
    return `\
  publicUrl: http://127.0.0.1:${place.port}
  listen: { host: 127.0.0.1, port: ${place.port} }
  # Beyond loopback, TLS is required:
  # tls: { certificate: tls/certificate.pem, key: tls/key.pem }
`
  }
  const { host, port, publicUrl, tls } = place
  return `\
  publicUrl: ${JSON.stringify(publicUrl)}
  listen: { host: ${JSON.stringify(host)}, port: ${port} }
  tls: { certificate: ${yaml(tls.certificate)}, key: ${yaml(tls.key)} }
`
}

const TRYING_OUT = `\
# Partners on this machine may be asked, over plain HTTP: for trying it out. Take it away before going public.
outbound: { loopback: true }
# Partners' domains may be bound by your word alone, without a DNS record: for trying it out. Take it away, too.
trust: { unprovenDomains: allow }
`

const consoleText = (port: number): string => `\
# Pages for administrators and auditors, for browsers on this machine.
console:
  publicUrl: http://127.0.0.1:${port}
  listen: { host: 127.0.0.1, port: ${port} }
`

const usersText = (first: FirstAnswers['first']): string =>
  first === null
    ? ''
    : `    users:\n      - { address: ${yaml(first.address)}, passwordHash: ${yaml(first.passwordHash)} }\n`

function configText(answers: FirstAnswers): string {
  const { gatewayId, organizationId, name, domain, timeZone, calendars, first, place, consolePort } = answers
  return `\
# Ledig: configuration of this gateway. Check it with: ledig config check
gateway:
  id: ${gatewayId}
  name: ${yaml(name)}
  # The address partners use; it is part of what they sign, so it has to be the one they type.
${placeText(place)}  state: state
${place.reach === 'here' ? TRYING_OUT : ''}${consolePort === null ? '' : consoleText(consolePort)}organizations:
  - id: ${organizationId}
    name: ${yaml(organizationNameOf(domain))}
    policy: policy.yaml
    calendars: ${yaml(calendars)}
    timeZone: ${timeZone}
${usersText(first)}`
}

const policyText = ({ domain, first }: FirstAnswers): string => `\
# Who sees how much. Nothing said means no; try cases with: ledig policy test FILE
organization:
  id: ${yaml(organizationNameOf(domain))}
  domains: [${yaml(domain)}]
${first === null ? 'mailboxes: []' : `mailboxes:\n  - { address: ${yaml(first.address)}, default: AvailabilityOnly }`}
# One entry for each partner:
# relationships:
#   - name: fabrikam
#     domains: [fabrikam.example]
#     freeBusyAccessEnabled: true
#     freeBusyAccessLevel: AvailabilityOnly
#     requests: { enabled: true, level: AvailabilityOnly }
relationships: []
`

const icsStamp = (instant: Instant): string => `${new Date(instant).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`

/** One appointment, at nine (UTC) of the day after. */
function calendarText({ uid, at }: NonNullable<FirstAnswers['first']>): string {
  const start = at - (at % DAY) + DAY + 9 * HOUR
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Ledig//Init//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${icsStamp(at)}`,
    `DTSTART:${icsStamp(start)}`,
    `DTEND:${icsStamp(start + HOUR)}`,
    'SUMMARY:First look at Ledig',
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return `${lines.join('\r\n')}\r\n`
}

/** The file that the first person's calendar is in. */
export const FIRST_CALENDAR = 'first.ics'
export const CONFIGURATION = 'ledig.yaml'
export const POLICY = 'policy.yaml'

/** The files of a first gateway, the configuration last: where it is, all that it names is there. */
export function firstFiles(answers: FirstAnswers): readonly FirstFile[] {
  const { calendars, first } = answers
  const calendar = first === null ? [] : [{ path: join(calendars, FIRST_CALENDAR), content: calendarText(first) }]
  return [
    { path: POLICY, content: policyText(answers) },
    ...calendar,
    { path: CONFIGURATION, content: configText(answers) },
  ]
}

/** @throws FederationError `ERR_CONFIG_INVALID` */
function unwritten(file: string, error: unknown): never {
  const message = `${file}: cannot be written: ${fileProblem(error)}`
  throw new FederationError('ERR_CONFIG_INVALID', message, problemContext('unwritten', file, error))
}

/** @throws FederationError `ERR_CONFIG_INVALID` naming the folder and why it was not made */
function makeFolderFor(folder: string): void {
  try {
    makeFolder(folder)
  } catch (error) {
    const nowhere = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const why = nowhere ? 'no folder can be made there' : fileProblem(error)
    const message = `${folder}: cannot be made: ${why}`
    throw new FederationError('ERR_CONFIG_INVALID', message, problemContext('unmade', folder, error))
  }
}

function write({ path, content }: FirstFile): void {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    unwritten(path, error)
  }
}

const placedIn = (folder: string, answers: FirstAnswers): readonly FirstFile[] =>
  firstFiles(answers).map((file) => ({ ...file, path: resolve(folder, file.path) }))

/**
 * Writes the files of a first gateway, for their owner alone, and overwrites nothing.
 *
 * @throws FederationError `ERR_CONFIG_INVALID` naming a file or folder that cannot be written or is there already
 */
export function writeFirstFiles(folder: string, answers: FirstAnswers): void {
  const files = placedIn(folder, answers)
  makeFolderFor(resolve(folder, answers.calendars))
  // Before the first of them, so that nothing is left behind where one of them is in the way.
  const taken = files.find(({ path }) => existsSync(path))
  if (taken !== undefined) unwritten(taken.path, { code: 'EEXIST' })
  for (const file of files) write(file)
}

/** How much of a file is there: nothing, the beginning of what goes into it, all of it, or something else. */
export type Written = 'nothing' | 'begun' | 'whole' | 'other'

function writtenOf({ path, content }: FirstFile): Written {
  if (!existsSync(path)) return 'nothing'
  const [there, wanted] = [readFileSync(path), Buffer.from(content)]
  if (!there.equals(wanted.subarray(0, there.length))) return 'other'
  return there.length === wanted.length ? 'whole' : 'begun'
}

/** How far the writing of the configuration, which is the last file, came. */
export function configurationWritten(folder: string, answers: FirstAnswers): Written {
  const [configuration] = placedIn(folder, answers).slice(-1)
  return configuration === undefined ? 'nothing' : writtenOf(configuration)
}

/** Takes back what `writeFirstFiles` wrote of these answers; a file that somebody changed meanwhile stays. */
export function takeBackFirstFiles(folder: string, answers: FirstAnswers): void {
  for (const file of placedIn(folder, answers)) {
    const written = writtenOf(file)
    if (written === 'begun' || written === 'whole') rmSync(file.path)
  }
}
