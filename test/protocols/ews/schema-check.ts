import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedPath } from '../../shared-material.ts'

/** What stands in the Body of an answer, if that is an answer about availability. */
const AVAILABILITY = /<(?:\w+:)?Body[^>]*>\s*(<(?:\w+:)?GetUserAvailabilityResponse[\s>][\s\S]*)<\/(?:\w+:)?Body>/

const collected = new Set<string>()

/**
 * Keeps an answer that a test produced, to be checked against the schema of EWS when its file has run; faults and
 * answers of other operations are passed over. Returns the answer, so that a call can stand around what makes it.
 */
export function collectAnswer<Bytes extends Uint8Array>(bytes: Bytes): Bytes {
  const body = AVAILABILITY.exec(Buffer.from(bytes).toString('utf8'))?.[1]
  if (body !== undefined) collected.add(body)
  return bytes
}

/**
 * @returns how many different answers were collected since the last check
 * @throws Error in the words of xmllint where one of them does not follow the schema
 */
export function checkCollected(): number {
  const answers = [...collected]
  collected.clear()
  const schema = sharedPath('schema/availability-messages.xsd')
  if (schema === null || answers.length === 0) return answers.length
  const folder = mkdtempSync(join(tmpdir(), 'ews-answers-'))
  try {
    const files = answers.map((body, i) => {
      writeFileSync(join(folder, `${i}.xml`), body)
      return `${i}.xml`
    })
    execFileSync('xmllint', ['--noout', '--huge', '--schema', schema, ...files], { cwd: folder, stdio: 'pipe' })
  } finally {
    rmSync(folder, { recursive: true })
  }
  return answers.length
}
