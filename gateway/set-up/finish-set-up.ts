import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readConfig } from '../../config/read-config.ts'
import { parseDomain, parseMailboxAddress } from '../../protocols/availability/mailbox-address.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import { hashPassword } from '../../trust/credentials/password-hash.ts'
import type { Administration } from '../admin/administration.ts'
import { proposeTrust } from '../admin/propose-trust.ts'
import { printable } from '../cli/printable.ts'
import type { DoneState } from '../console/set-up/review-page.ts'
import { refusalOf } from '../console/trusts/change-refusals.ts'
import type { GatewayParts, RunningGateway } from '../main.ts'
import { isWithoutCalendars } from './calendars-step.ts'
import { CONFIGURATION, organizationNameOf, takeBackFirstFiles, writeFirstFiles } from './first-files.ts'
import type { FirstAnswers } from './first-files.ts'
import { firstPlaceOf } from './place-step.ts'
import type { Answered, Answers, Progress } from './progress.ts'
import type { SetUpRoom } from './set-up-step.ts'

type Writing = NonNullable<Answered['writing']>

const PASSWORD_BYTES = 12
const SALT_BYTES = 16
/** In the audit log. */
const ACTOR = 'set-up'

/** What the files are made of. */
export function firstAnswersOf(
  { organization, domain, calendars, place }: Answers,
  { gatewayId, organizationId, consolePort, first }: Writing,
): FirstAnswers {
  const name = parseDomain(domain.domain)
  return {
    ...{ gatewayId, organizationId, consolePort, name: organization.name, timeZone: organization.timeZone },
    ...{ domain: name, calendars: calendars.folder, place: firstPlaceOf(place) },
    first: first && { ...first, address: parseMailboxAddress(`first@${name}`) },
  }
}

/** Decides what is not asked: ids, and a first person where there is no calendar yet. */
async function beginWriting(
  { calendars }: Answers,
  { folder, random, clock, ownPort }: SetUpRoom,
): Promise<{ readonly writing: Writing; readonly password: string | null }> {
  const id = (): string => `urn:ledig:${random.uuid()}`
  const writing = { gatewayId: id(), organizationId: id(), consolePort: ownPort, first: null }
  if (!isWithoutCalendars(resolve(folder, calendars.folder))) return { writing, password: null }
  const password = random.bytes(PASSWORD_BYTES).toString('base64url')
  const passwordHash = await hashPassword(password, random.bytes(SALT_BYTES))
  return { writing: { ...writing, first: { passwordHash, uid: random.uuid(), at: clock.now() } }, password }
}

/** What the gateway itself has to do for a set-up, each only once however often it is begun. */
export function firstSteps(answers: Answers, tell: (partner: DoneState['partner']) => void) {
  return async (administration: Administration): Promise<void> => {
    const { name, passwordHash } = answers.administrator
    const { consoleAccounts, random } = administration
    const cause = () => ({ actor: ACTOR, requestId: random.uuid() })
    if (consoleAccounts.of(name) === null) {
      await consoleAccounts.set(name, { role: 'administrator', passwordHash }, cause())
    }
    const { metadataUrl } = answers.partner
    if (metadataUrl === '') return
    const organization = organizationNameOf(parseDomain(answers.domain.domain))
    try {
      const { body } = await proposeTrust(administration, { body: { organization, metadataUrl }, cause })
      tell({ proposed: true, name: printable(String((body as { partner?: { name?: unknown } }).partner?.name)) })
    } catch (error) {
      // A partner that is away must not keep the gateway from running.
      if (!(error instanceof FederationError)) throw error
      tell({ proposed: false, refusal: refusalOf(error), detail: printable(error.message) })
    }
  }
}

export interface FinishParts {
  readonly room: SetUpRoom
  readonly progress: Progress
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly start: (settings: ReturnType<typeof readConfig>, parts: Partial<GatewayParts>) => Promise<RunningGateway>
  readonly consoleServer: GatewayParts['consoleServer']
}

/** Where the gateway keeps its state. @throws FederationError `ERR_CONFIG_INVALID` where another one did before it */
function freshState(folder: string): string {
  const state = join(folder, 'state')
  if (!existsSync(state)) return state
  const message = `${state}: there is the state of another gateway already`
  throw new FederationError('ERR_CONFIG_INVALID', message, { problem: 'state-there', path: state })
}

/**
 * Writes the files and goes on to run what they say. Where that cannot be, the files are taken back: the answers are kept,
 * and can be changed.
 *
 * @throws FederationError `ERR_CONFIG_INVALID`, `ERR_STORE_UNAVAILABLE` and others of a start that failed
 */
export async function finishSetUp(
  answers: Answers,
  { room, progress, environment, start, consoleServer }: FinishParts,
): Promise<{ readonly gateway: RunningGateway; readonly done: DoneState }> {
  const { folder } = room
  const state = freshState(folder)
  const { writing, password } = await beginWriting(answers, room)
  const first = firstAnswersOf(answers, writing)
  progress.keep({ writing })
  let partner: DoneState['partner'] = null
  try {
    writeFirstFiles(folder, first)
    const settings = readConfig(join(folder, CONFIGURATION), environment)
    const gateway = await start(settings, {
      consoleServer,
      firstSteps: firstSteps(answers, (told) => (partner = told)),
    })
    progress.remove()
    const consoleUrl = gateway.consoleUrl ?? gateway.url
    const user = first.first?.address
    const done = { configuration: join(folder, CONFIGURATION), consoleUrl, administrator: answers.administrator.name }
    return { gateway, done: { ...done, partner, first: user && password ? { user, password } : null } }
  } catch (error) {
    takeBackFirstFiles(folder, first)
    // Made by this start: it was not there before.
    rmSync(state, { recursive: true, force: true })
    progress.keep({ writing: undefined })
    throw error
  }
}
