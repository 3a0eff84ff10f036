import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedPath } from '../../shared-material.ts'

/** What stands in the Body of an answer, if that is an answer about availability. */
const AVAILABILITY = /<(?:\w+:)?Body[^>]*>\s*(<(?:\w+:)?GetUserAvailabilityResponse[\s>][\s\S]*)<\/(?:\w+:)?Body>/

const collected = new Map<string, string>()
let answers = 0

/**
 * Keeps an answer that a test produced, to be checked against the schema of EWS when all tests have run; faults and
 * answers of other operations are passed over. Returns the answer, so that a call can stand around what makes it.
 */
export function collectAnswer<Bytes extends Uint8Array>(bytes: Bytes): Bytes {
  const body = AVAILABILITY.exec(Buffer.from(bytes).toString('utf8'))?.[1]
  if (body !== undefined) {
    answers++
    collected.set(createHash('sha256').update(body).digest('hex'), body)
  }
  return bytes
}

after('every answer follows the schema of EWS', function () {
  const schema = sharedPath('schema/availability-messages.xsd')
  if (schema === null) return
  this.timeout(60_000)
  if (answers === 0) throw new Error('no answer was collected')
  const folder = mkdtempSync(join(tmpdir(), 'ews-answers-'))
  try {
    const files = [...collected.values()].map((body, i) => {
      writeFileSync(join(folder, `${i}.xml`), body)
      return `${i}.xml`
    })
    execFileSync('xmllint', ['--noout', '--huge', '--schema', schema, ...files], { cwd: folder, stdio: 'pipe' })
  } finally {
    rmSync(folder, { recursive: true })
  }
  process.stdout.write(
    `  ${answers} answers about availability follow the schema of EWS (${collected.size} different ones)\n`,
  )
})
