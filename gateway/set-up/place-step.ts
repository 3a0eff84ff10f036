import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { DAY } from '../../protocols/availability/time-window.ts'
import { readTlsFiles } from '../../config/tls-files.ts'
import type { TlsProblem } from '../../config/tls-files.ts'
import type { Faults } from '../console/form-fields.ts'
import { fileProblemText } from '../console/set-up/file-problem-texts.ts'
import type { FirstPlace } from './first-files.ts'
import type { Answered } from './progress.ts'
import { good, note, right, wrong } from './set-up-step.ts'
import type { Checked, Finding, Reader, SetUpRoom, Step, Typed } from './set-up-step.ts'

type Place = NonNullable<Answered['place']>

const LOOPBACK = '127.0.0.1'
const USUAL: Place = {
  ...{ reach: 'here', port: '8025', host: '0.0.0.0', publicUrl: 'https://' },
  ...{ certificate: 'tls/certificate.pem', key: 'tls/key.pem' },
}
/** A certificate that ends sooner is said to. */
const SOON = 30 * DAY

function readPort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return port > 0 && port < 65_536 ? port : null
}

/** The canonical form of an https address without a path; null for anything else. */
function readOrigin(text: string): URL | null {
  if (!/^https:\/\/[\w.:[\]-]{1,300}\/?$/i.test(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  return url.href === `${url.origin}/` ? url : null
}

/** @returns what is wrong with the port; undefined where it can be had */
async function portFault(host: string, text: string, room: SetUpRoom, { texts }: Reader): Promise<Faults> {
  const port = readPort(text)
  if (port === null) return { port: texts.portWrong }
  if (port === room.ownPort) return { port: texts.portOurs(port) }
  const code = await room.tryPort(host, port)
  if (code === null) return {}
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EINVAL') return { host: texts.hostNotHere(host) }
  if (code === 'EACCES') return { port: texts.portForbidden(port) }
  return { port: code === 'EADDRINUSE' ? texts.portTaken(port) : texts.portFailed(port, code) }
}

function tlsFault(problem: TlsProblem, { locale, texts }: Reader): string {
  const day = (at: number): string => locale.date(Math.floor(at / DAY))
  switch (problem.what) {
    case 'unread':
      return texts.fileUnread(fileProblemText(locale.language, problem.code))
    case 'none':
      return problem.of === 'key' ? texts.noKey : texts.noCertificate
    case 'other':
      return texts.keyOther
    case 'early':
      return texts.certificateEarly(day(problem.at))
    case 'over':
      return texts.certificateOver(day(problem.at))
    case 'name':
      return texts.certificateName(problem.host)
  }
}

/** What there is to say of a certificate and its key: what is wrong, by the field, or until when it is right. */
function tlsChecked(
  { certificate, key }: Place,
  url: URL,
  { folder, clock }: SetUpRoom,
  reader: Reader,
): { readonly faults: Faults; readonly findings: readonly Finding[] } {
  const { locale, texts } = reader
  const now = clock.now()
  const files = { certificate: resolve(folder, certificate), key: resolve(folder, key) }
  const reading = readTlsFiles(files, url.hostname, now)
  if (!reading.fits) {
    const said = reading.problems.map((problem) => [problem.of, tlsFault(problem, reader)] as const)
    return { faults: Object.fromEntries(said.reverse()), findings: [] }
  }
  const until = texts.certificateRight(url.hostname, locale.date(Math.floor(reading.until / DAY)))
  return { faults: {}, findings: [reading.until < now + SOON ? note(until) : good(until)] }
}

async function checkHere(place: Place, room: SetUpRoom, reader: Reader): Promise<Checked<Place>> {
  const faults = await portFault(LOOPBACK, place.port, room, reader)
  if (Object.keys(faults).length > 0) return wrong(faults)
  const { texts } = reader
  return right(place, [good(texts.hereRight(`http://${LOOPBACK}:${Number(place.port)}`)), note(texts.hereOnly)])
}

async function checkBeyond(place: Place, room: SetUpRoom, reader: Reader): Promise<Checked<Place>> {
  const { texts } = reader
  const url = readOrigin(place.publicUrl)
  const hostFault = isIP(place.host) === 0 ? { host: texts.hostWrong } : {}
  const listening = isIP(place.host) === 0 ? {} : await portFault(place.host, place.port, room, reader)
  const urlFault = url === null ? { publicUrl: texts.addressWrong } : {}
  const tls = url === null ? { faults: {}, findings: [] } : tlsChecked(place, url, room, reader)
  const faults = { ...listening, ...hostFault, ...urlFault, ...tls.faults }
  if (url === null || Object.keys(faults).length > 0) return wrong(faults, tls.findings)
  const listens = good(texts.beyondRight(place.host, Number(place.port)))
  return right({ ...place, publicUrl: url.origin }, [listens, good(texts.addressRight(url.origin)), ...tls.findings])
}

const placeIn = (typed: Typed): Place => ({
  ...{ ...USUAL, ...typed },
  reach: typed['reach'] === 'beyond' ? 'beyond' : 'here',
})

/** Where the gateway listens, and the address partners type. */
export const PLACE_STEP: Step<'place'> = {
  fields: ['reach', 'port', 'host', 'publicUrl', 'certificate', 'key'],
  begin: ({ answered: { place } }) => place ?? USUAL,
  check: (typed, room, reader) => {
    const place = placeIn(typed)
    return place.reach === 'here' ? checkHere(place, room, reader) : checkBeyond(place, room, reader)
  },
}

/** As the files have it. */
export function firstPlaceOf({ reach, port, host, publicUrl, certificate, key }: Place): FirstPlace {
  if (reach === 'here') return { reach, port: Number(port) }
  return { reach, port: Number(port), host, publicUrl, tls: { certificate, key } }
}
