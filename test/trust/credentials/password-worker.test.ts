import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { constants, getPriority, platform } from 'node:os'
import { expect } from 'chai'
import { hashPassword, parsePasswordHash } from '../../../trust/credentials/password-hash.ts'
import { PasswordThread } from '../../../trust/credentials/password-thread.ts'

/** The threads of this process with a nice value (proc(5), `/proc/<pid>/stat`, field 19). */
function threadsWith(value: number): ReadonlySet<string> {
  const found = readdirSync('/proc/self/task').filter((thread) => {
    const stat = statOf(thread)
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]) === value
  })
  return new Set(found)
}

/** Nothing where it has ended since it was listed: those of other tests end when nobody has asked them for long. */
function statOf(thread: string): string {
  try {
    return readFileSync(`/proc/self/task/${thread}/stat`, 'latin1')
  } catch {
    return ''
  }
}

describe('The work of checking a password (AD2)', () => {
  it('comes after everything else of the process, where a thread can, and nothing else of it does', async () => {
    const expected = parsePasswordHash(await hashPassword('smörgås', randomBytes(16), 10))
    if (expected === null) throw new Error('unreadable')
    const own = getPriority()
    const nicer = Math.min(constants.priority.PRIORITY_LOW, own + 10)
    const before = platform() === 'linux' ? threadsWith(nicer) : new Set<string>()
    expect(await new PasswordThread().matches('smörgås', expected)).to.equal(true)
    expect(getPriority()).to.equal(own)
    // Elsewhere a priority is the whole process's, and nothing is nicer than the nicest.
    if (platform() !== 'linux' || own === constants.priority.PRIORITY_LOW) return
    expect([...threadsWith(nicer)].filter((thread) => !before.has(thread))).to.have.length(1)
  })
})
