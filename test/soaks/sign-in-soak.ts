import process from 'node:process'
import { parseArgs } from 'node:util'
import { guessPasswords } from './guess-passwords.ts'

/**
 * `npm run soak:sign-ins`: passwords guessed at the console, and many signing in at once. Of one address, twenty guesses a
 * minute at most may be hashed, none may be right, and others are let in the first time and look up; how long lookups take is
 * told, and decides nothing.
 */
const USAGE = `npm run soak:sign-ins -- [--guesses N] [--crowd N] [--rounds N] [--json]
  --guesses N  from one address for one name, 100000 where nothing is said
  --crowd N    sign-ins sent at once, each from an address of its own, 1000 where nothing is said
  --rounds N   such crowds, 4 where nothing is said`

const { values } = parseArgs({
  options: {
    guesses: { type: 'string', default: '100000' },
    crowd: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [guesses, crowd, rounds] = [Number(values.guesses), Number(values.crowd), Number(values.rounds)]
if (values.help || ![guesses, crowd, rounds].every((number) => Number.isInteger(number) && number > 0)) {
  process.stderr.write(`${USAGE}\n`)
  process.exitCode = values.help ? 0 : 2
} else {
  const progress = (line: string): void => void process.stderr.write(`${line}\n`)
  const report = await guessPasswords({ guesses, crowd, rounds, progress })
  process.stdout.write(`${values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`)
  const { hashed, mostHashed, guessed, unclear, signInsPutOff, signInsFailed, crowdOther, lookupsFailed } = report
  const { controls, controlsSeen } = report
  const wrong = guessed + unclear + signInsPutOff + signInsFailed + crowdOther + lookupsFailed
  if (hashed > mostHashed || wrong > 0 || controlsSeen !== controls) process.exitCode = 1
}
