import type { Finding, SourceQuestion } from '../availability/availability-question.ts'
import type { Instant } from '../availability/time-window.ts'
import { FederationError } from '../federation-error.ts'
import { readEnvelope, soapNames } from '../soap/soap-envelope.ts'
import { ChildSequence } from '../xml/child-sequence.ts'
import type { XmlLimits } from '../xml/xml-document.ts'
import { XmlReader } from '../xml/xml-reader.ts'
import { EWS_VOCABULARY, m } from './ews-vocabulary.ts'
import { readAnswerFault } from './read-answer-fault.ts'
import type { AnswerFault } from './read-answer-fault.ts'
import { readFreeBusyResponse } from './read-free-busy-response.ts'
import type { ResponseContext } from './read-free-busy-response.ts'

const SOAP = soapNames(EWS_VOCABULARY)
const ANSWER = m('GetUserAvailabilityResponse')
const RESPONSES = m('FreeBusyResponseArray')
const RESPONSE = m('FreeBusyResponse')
const SUGGESTIONS = m('SuggestionsResponse')
const ANSWER_CHILDREN = new ChildSequence([RESPONSES, 'optional'], [SUGGESTIONS, 'optional'])

/** The elements of one CalendarEvent with all its details. */
const EVENT_ELEMENTS = 13
/** Room for what else one mailbox's answer holds: message, view, working hours with their zone. */
const OTHER_ELEMENTS = 1000
const MEBIBYTE = 2 ** 20
const MOST_BYTES = 16 * MEBIBYTE

export type AvailabilityAnswer =
  | AnswerFault
  /** Exactly one finding for each mailbox asked, in the order asked. */
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  /** Not the protocol's, or not an answer to what was asked; nothing of it is believed. */
  | { readonly kind: 'malformed'; readonly because: FederationError }

export interface AnswerOptions {
  readonly asOf: Instant
  readonly maxEvents: number
}

/** The most bytes an answer about so many mailboxes may have. */
export const answerBytes = (mailboxes: number): number => Math.min(MOST_BYTES, mailboxes * 2 * MEBIBYTE)

const limitsOf = (mailboxes: number, maxEvents: number): XmlLimits => ({
  bytes: answerBytes(mailboxes),
  elements: mailboxes * (maxEvents * EVENT_ELEMENTS + OTHER_ELEMENTS),
  depth: 32,
  attributesPerElement: 32,
  namespaces: 32,
  cdata: true,
})

function readResponses(reader: XmlReader, context: ResponseContext): Finding[] {
  const { mailboxes } = context.question
  const findings: Finding[] = []
  while (reader.child()) {
    const mailbox = mailboxes[findings.length]
    if (reader.name !== RESPONSE || mailbox === undefined) reader.refuse('an answer to what was not asked')
    findings.push(readFreeBusyResponse(reader, mailbox, context))
  }
  return findings
}

function readBody(reader: XmlReader, context: ResponseContext): AvailabilityAnswer {
  if (reader.name === SOAP.fault) return readAnswerFault(reader)
  if (reader.name !== ANSWER) reader.refuse('not an answer to GetUserAvailability')
  let findings: readonly Finding[] = []
  let place = ANSWER_CHILDREN.start
  while (reader.child()) {
    place = ANSWER_CHILDREN.step(reader, place)
    if (reader.name === RESPONSES) findings = readResponses(reader, context)
    else reader.skip()
  }
  // Rows carry no address: only their number and order say whom they are about (MS-OXWAVLS 3.1.4.1).
  if (findings.length !== context.question.mailboxes.length) reader.refuse('mailboxes are missing in the answer')
  return { kind: 'findings', findings }
}

/**
 * Reads a partner's answer to GetUserAvailability (MS-OXWAVLS 3.1.4.1), which was asked with
 * `writeAvailabilityQuestion`. Never throws for what the bytes may be, and believes nothing beyond what was asked.
 */
export function readAvailabilityAnswer(
  body: Buffer,
  question: SourceQuestion,
  options: AnswerOptions,
): AvailabilityAnswer {
  try {
    const reader = new XmlReader(body, EWS_VOCABULARY, limitsOf(question.mailboxes.length, options.maxEvents))
    const context = { question, ...options }
    const passOver = (block: XmlReader): boolean => {
      block.skip()
      return false
    }
    return readEnvelope(reader, SOAP, passOver, (element) => readBody(element, context))
  } catch (error) {
    if (error instanceof FederationError) return { kind: 'malformed', because: error }
    throw error
  }
}
