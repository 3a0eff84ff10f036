import { constants, getPriority, platform, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { matchesPassword } from './password-hash.ts'
import type { PasswordJob } from './password-thread.ts'

/** How much nicer than the process: it runs where nobody else would, and still gets a tenth of a core that is fully used. */
const NICER = 10

// Linux alone has a priority of each thread (setpriority(2), "C library/kernel differences"); elsewhere it is the process's.
if (platform() === 'linux') setPriority(Math.min(constants.priority.PRIORITY_LOW, getPriority() + NICER))

parentPort?.on('message', ({ password, expected }: PasswordJob) => {
  parentPort?.postMessage(matchesPassword(password, expected))
})
