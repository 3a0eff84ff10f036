import type { Request, RequestHandler, Response } from 'express'
import {
  answerAutodiscover,
  answerNothingAsked,
  AUTODISCOVER_CONTENT_TYPE,
} from '../protocols/autodiscover/autodiscover-endpoint.ts'
import type { AutodiscoverAnswer } from '../protocols/autodiscover/autodiscover-endpoint.ts'
import { AUTODISCOVER_LIMITS } from '../protocols/autodiscover/read-autodiscover-request.ts'
import type { Clock } from '../trust/clock.ts'
import type { Directory } from './broker/directory.ts'
import type { Log } from './log.ts'
import { readBody } from './read-body.ts'

export interface AutodiscoverDoor {
  readonly directory: Pick<Directory, 'hostedDomain'>
  readonly ewsUrl: string
  /** Of a 401: what tokens for us have to name. */
  readonly challenge: string
  readonly clock: Clock
  readonly log: Log
}

/** What a server sends that asks what to sign for before it signs (MS-XOAUTH 3.2.5.4). */
const EMPTY_BEARER = /^bearer\s*$/i
const XML = /^(?:text|application)\/xml(?: *; *charset="?utf-8"?)? *$/i
const LARGEST = AUTODISCOVER_LIMITS.bytes

function refuse(response: Response, status: number, text: string, headers: Record<string, string> = {}): void {
  response.status(status).set(headers).type('text').send(`${text}\n`)
}

function send(response: Response, { status, body }: AutodiscoverAnswer): void {
  // Clients ask whether the SOAP address is there before they use it.
  response.status(status).set({ 'Content-Type': AUTODISCOVER_CONTENT_TYPE, 'X-SOAP-Enabled': 'True' }).send(body)
}

/** Answers what needs no reading, and says whether it did. */
function refuseUnread({ headers }: Request, { challenge }: AutodiscoverDoor, response: Response): boolean {
  if (EMPTY_BEARER.test(headers.authorization ?? '')) {
    refuse(response, 401, 'A token is asked for.', { 'WWW-Authenticate': challenge, 'X-SOAP-Enabled': 'True' })
    return true
  }
  if (headers['content-encoding'] !== undefined) refuse(response, 415, 'A compressed request is not read.')
  else if (!XML.test(headers['content-type'] ?? '')) refuse(response, 415, 'The request must be text/xml in UTF-8.')
  else if (Number(headers['content-length'] ?? 0) > LARGEST) tooBig(response)
  else return false
  return true
}

const tooBig = (response: Response): void =>
  refuse(response, 413, `The request is larger than ${LARGEST} bytes.`, { Connection: 'close' })

async function answer(door: AutodiscoverDoor, request: Request, response: Response): Promise<void> {
  const { clock, directory, ewsUrl } = door
  if (request.method === 'GET') return send(response, answerNothingAsked(clock.now()))
  if (request.method !== 'POST') return refuse(response, 405, 'This address takes POST.', { Allow: 'GET, POST' })
  if (refuseUnread(request, door, response)) return
  const body = await readBody(request, LARGEST)
  if (body === 'too big') return tooBig(response)
  const ewsUrlOf = (domain: Parameters<Directory['hostedDomain']>[0]): string | undefined =>
    directory.hostedDomain(domain) === undefined ? undefined : ewsUrl
  send(response, answerAutodiscover(body, { ewsUrlOf, now: clock.now() }))
}

/**
 * `/autodiscover/autodiscover.xml` and `.svc`. Credentials are neither asked for nor looked at: what is told, metadata
 * tells anybody, and a password tried here opens nothing.
 */
export function autodiscoverDoor(door: AutodiscoverDoor): RequestHandler {
  return (request, response) => {
    answer(door, request, response).catch((error: unknown) => {
      door.log.warn('autodiscover request failed', { detail: String(error) })
      if (!response.headersSent) refuse(response, 500, 'The request could not be answered.')
    })
  }
}
