import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { constants, getPriority, platform } from 'node:os'
import { expect } from 'chai'
import { hashPassword, parsePasswordHash } from '../../../trust/credentials/password-hash.ts'
import { PasswordThread } from '../../../trust/credentials/password-thread.ts'

/** How many threads of this process have each nice value (proc(5), `/proc/<pid>/stat`, field 19). */
function niceValues(): Map<number, number> {
  const counts = new Map<number, number>()
  for (const thread of readdirSync('/proc/self/task')) {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'latin1')
    const value = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return counts
}

describe('The work of checking a password (AD2)', () => {
  it('comes after everything else of the process, where a thread can, and nothing else of it does', async () => {
    const expected = parsePasswordHash(await hashPassword('smörgås', randomBytes(16), 10))
    if (expected === null) throw new Error('unreadable')
    const [own, before] = [getPriority(), platform() === 'linux' ? niceValues() : new Map<number, number>()]
    expect(await new PasswordThread().matches('smörgås', expected)).to.equal(true)
    expect(getPriority()).to.equal(own)
    // Elsewhere a priority is the whole process's, and nothing is nicer than the nicest.
    if (platform() !== 'linux' || own === constants.priority.PRIORITY_LOW) return
    const nicer = Math.min(constants.priority.PRIORITY_LOW, own + 10)
    expect(niceValues().get(nicer)).to.equal((before.get(nicer) ?? 0) + 1)
  })
})
