import type {
  CredentialHeaders,
  RemoteConnector,
  Finding,
  SourceAnswer,
  SourceContext,
  SourceQuestion,
} from '../availability/availability-question.ts'
import type { NoDataReason } from '../availability/busy-status.ts'
import type { Instant } from '../availability/time-window.ts'
import { FederationError } from '../federation-error.ts'
import { outboundReason } from '../http/outbound-failure.ts'
import type { OutboundAnswer, OutboundHttp } from '../http/outbound-http.ts'
import { backOffOf, reasonOfStatus } from './answer-status.ts'
import { joinFindings, piecesOf } from './question-pieces.ts'
import type { PieceLimits, QuestionPiece } from './question-pieces.ts'
import { answerBytes, readAvailabilityAnswer } from './read-availability-answer.ts'
import { writeAvailabilityQuestion } from './write-availability-question.ts'

export interface EwsConnectorLimits extends PieceLimits {
  /** Events of one mailbox; with more, it is `DATA_TOO_MANY`. */
  readonly maxEvents: number
  /** For each request, in milliseconds; the lookup's own signal may end it sooner. */
  readonly timeoutMs: number
  /** Requests of one lookup at the same time. */
  readonly parallel: number
}

/** What Exchange 2013 and later take and give; one of 2007 or 2010 takes windows of 42 days. */
export const EWS_CONNECTOR_LIMITS: EwsConnectorLimits = {
  mailboxes: 100,
  windowDays: 62,
  maxEvents: 1000,
  timeoutMs: 8000,
  parallel: 8,
}

export interface EwsConnectorOptions {
  readonly endpoint: URL
  readonly http: OutboundHttp
  readonly clock: { now(): Instant }
  readonly limits?: Partial<EwsConnectorLimits>
  /** Exchange servers that ask one another begin it with `ASProxy/CrossForest/EmailDomain`; administrators look for that. */
  readonly userAgent?: string
}

const ACTION = '"http://schemas.microsoft.com/exchange/services/2006/messages/GetUserAvailability"'
const USER_AGENT = 'ASProxy/CrossForest/EmailDomain//Ledig'
const REQUEST_ID = /^[!-~]{1,128}$/

interface PieceAnswer {
  readonly findings: readonly Finding[]
  readonly requestId?: string
}

/** A partner's Exchange server, or one like it, as a place where calendars live. */
class EwsConnector implements RemoteConnector {
  readonly #options: EwsConnectorOptions
  readonly #limits: EwsConnectorLimits
  /** Until when the partner does not want to be asked. */
  #busyUntil = 0

  constructor(options: EwsConnectorOptions) {
    this.#options = options
    this.#limits = { ...EWS_CONNECTOR_LIMITS, ...options.limits }
  }

  async lookUp(question: SourceQuestion, context: SourceContext): Promise<SourceAnswer> {
    const pieces = piecesOf(question, this.#limits)
    const answers: PieceAnswer[] = []
    let next = 0
    const lane = async (): Promise<void> => {
      for (let i = next++; i < pieces.length; i = next++) {
        answers[i] = await this.#ask(pieces[i] as QuestionPiece, context)
      }
    }
    await Promise.all(Array.from({ length: Math.min(this.#limits.parallel, pieces.length) }, lane))
    const findings = question.mailboxes.map((mailbox, number) => {
      const parts = pieces.flatMap(({ first, mailboxes, window }, i) => {
        if (number < first || number >= first + mailboxes.length) return []
        const finding = answers[i]?.findings[number - first]
        return finding === undefined ? [] : [{ window, finding }]
      })
      return joinFindings(mailbox, question.window, parts)
    })
    const requestId = answers.find((answer) => answer.requestId !== undefined)?.requestId
    return requestId === undefined ? { findings } : { findings, upstreamRequestId: requestId }
  }

  /** One request, and exactly one finding for each of its mailboxes, whatever comes of it. */
  async #ask(piece: QuestionPiece, context: SourceContext): Promise<PieceAnswer> {
    if (context.signal.aborted) return unknown(piece, 'REACH_TIMEOUT')
    if (this.#options.clock.now() < this.#busyUntil) return unknown(piece, 'REACH_BUSY')
    try {
      const answer = await this.#send(piece, context)
      const requestId = answer.headers['request-id']
      const known = typeof requestId === 'string' && REQUEST_ID.test(requestId)
      return { findings: this.#read(answer, piece), ...(known && { requestId }) }
    } catch (error) {
      if (error instanceof FederationError) return unknown(piece, outboundReason(error))
      throw error
    }
  }

  /** Sends it; where the partner did not accept what was shown of who asks, once more if there is something else to show. */
  async #send(piece: QuestionPiece, context: SourceContext): Promise<OutboundAnswer> {
    const body = writeAvailabilityQuestion(piece)
    const request = { method: 'POST', url: this.#options.endpoint.href, body } as const
    const answer = await this.#post(piece, context, body, (await context.authorize?.(request)) ?? {})
    if (answer.status !== 401) return answer
    const other = await context.authorizeAgain?.(request, answer.headers['www-authenticate'])
    return other ? this.#post(piece, context, body, other) : answer
  }

  #post(
    piece: QuestionPiece,
    context: SourceContext,
    body: Uint8Array,
    credential: CredentialHeaders,
  ): Promise<OutboundAnswer> {
    const { endpoint, http, userAgent = USER_AGENT } = this.#options
    const headers = {
      'content-type': 'text/xml; charset=utf-8',
      accept: 'text/xml',
      soapaction: ACTION,
      'user-agent': userAgent,
      'client-request-id': context.requestId,
      'return-client-request-id': 'true',
      ...credential,
    }
    const { timeoutMs } = this.#limits
    const maxAnswerBytes = answerBytes(piece.mailboxes.length)
    return http.post(endpoint, headers, body, { signal: context.signal, timeoutMs, maxAnswerBytes })
  }

  #read(answer: OutboundAnswer, piece: QuestionPiece): readonly Finding[] {
    const asOf = this.#options.clock.now()
    const refusal = reasonOfStatus(answer.status)
    if (refusal !== null && answer.status !== 500) {
      if (refusal === 'REACH_BUSY') this.#backOff(backOffOf(answer.headers['retry-after'], asOf), asOf)
      return unknown(piece, refusal).findings
    }
    const read = readAvailabilityAnswer(answer.body, piece, { asOf, maxEvents: this.#limits.maxEvents })
    if (read.kind === 'fault') {
      if (read.reason === 'REACH_BUSY') this.#backOff(read.backOffMs ?? 0, asOf)
      return unknown(piece, read.reason).findings
    }
    // A failure whose body is no fault is one all the same.
    if (refusal !== null) return unknown(piece, refusal).findings
    return read.kind === 'malformed' ? unknown(piece, 'DATA_MALFORMED').findings : read.findings
  }

  #backOff(milliseconds: number, now: Instant): void {
    this.#busyUntil = Math.max(this.#busyUntil, now + Math.min(milliseconds, MOST_BACK_OFF))
  }
}

/** A partner cannot send us away for longer than this. */
const MOST_BACK_OFF = 10 * 60_000

const unknown = (piece: QuestionPiece, reason: NoDataReason): PieceAnswer => ({
  findings: piece.mailboxes.map(() => ({ kind: 'no-data', reason })),
})

/**
 * Asks a partner's EWS endpoint, in as many requests as its limits need. Whatever fails, fails for the mailboxes it was
 * asked about, as `no-data` with its reason; when the partner says for how long it is busy, it is left alone until then.
 * Nothing is asked twice: retrying is for who knows how much time is left.
 */
export function ewsConnector(options: EwsConnectorOptions): RemoteConnector {
  return new EwsConnector(options)
}
