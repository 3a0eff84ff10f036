import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../trust/clock.ts'
import type { PublishedLink } from '../../trust/sharing/published-link.ts'
import { codePage } from '../console/code-page.ts'
import type { CodeStep } from '../console/code-page.ts'
import { localeFor } from '../console/locale.ts'
import type { Log } from '../log.ts'
import { readBody } from '../read-body.ts'
import { PUBLISHED } from './published-address.ts'
import type { ViewPasses } from './view-pass.ts'
import { redirect, visitorPage } from './visitor-answers.ts'
import type { VisitorAnswer } from './visitor-answers.ts'
import type { VisitorCodes } from './visitor-codes.ts'

export interface CodeParts {
  readonly codes: VisitorCodes
  readonly passes: ViewPasses
  /** Mails the code to the link's recipient. Rejects where it cannot be taken for sending. */
  readonly sendCode: (link: PublishedLink, code: string) => Promise<void>
  readonly clock: Clock
  readonly log: Log
}

const LONGEST_FORM = 1_024
const STATUS: Readonly<Record<CodeStep, number>> = { ask: 200, sent: 200, wrong: 403, later: 429, failed: 503 }

const keyOf = ({ organization, id }: PublishedLink): string => `${organization} ${id}`

/** Links that open with a code sent by mail: asks for it, sends it, takes it, and gives a pass for it. */
export class CodeDoor {
  readonly #parts: CodeParts

  constructor(parts: CodeParts) {
    this.#parts = parts
  }

  #page(link: PublishedLink, request: IncomingMessage, step: CodeStep): VisitorAnswer {
    const locale = localeFor(request.headers['accept-language'], link.language)
    return visitorPage(STATUS[step], codePage(link, locale, step))
  }

  ask(link: PublishedLink, request: IncomingMessage): VisitorAnswer {
    return this.#page(link, request, 'ask')
  }

  opens(pass: string, link: PublishedLink): boolean {
    return this.#parts.passes.opens(pass, link.secretHash, this.#parts.clock.now())
  }

  async step(
    link: PublishedLink,
    step: 'code' | 'open',
    request: IncomingMessage,
    secret: string,
  ): Promise<VisitorAnswer> {
    const form = await readBody(request, LONGEST_FORM)
    if (step === 'code') return this.#page(link, request, await this.#send(link))
    const { codes, passes, clock } = this.#parts
    const typed = form === 'too big' ? '' : (new URLSearchParams(form.toString()).get('code') ?? '')
    const now = clock.now()
    if (!(await codes.use(keyOf(link), typed, now))) return this.#page(link, request, 'wrong')
    return redirect(303, `${PUBLISHED}${secret}/pass/${passes.make(link.secretHash, now)}/`)
  }

  async #send(link: PublishedLink): Promise<CodeStep> {
    const { codes, sendCode, clock, log } = this.#parts
    if (link.recipient === null) return 'failed'
    const code = await codes.begin(keyOf(link), clock.now())
    if (code === null) return 'later'
    try {
      await sendCode(link, code)
      log.info('code sent', { organization: link.organization, link: link.id })
      return 'sent'
    } catch {
      log.warn('code not sent', { organization: link.organization, link: link.id })
      return 'failed'
    }
  }
}
