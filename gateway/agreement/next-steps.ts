import type { FederationTrust } from '../../trust/organization/federation-trust.ts'
import { trustId } from '../admin/administration.ts'
import { openSteps } from './open-steps.ts'
import type { OpenStep, OpenTask, StepFacts } from './open-steps.ts'

/** A step as the administration and the command line say it, with the command that takes it. */
export interface NextStep {
  readonly who: 'us' | 'partner'
  readonly what: string
}

/** What both administrators still have to do, the most pressing first. */
export function nextSteps(facts: StepFacts): readonly NextStep[] {
  return openSteps(facts).map((step) => ({ who: step.who, what: wordsOf(step, facts.trust) }))
}

const READ_OUT = '--fingerprint "<what you were read>"'

type Words<Task extends OpenTask['task']> = (
  step: OpenStep & { readonly task: Task },
  about: { readonly name: string; readonly accept: string; readonly id: string },
) => string

const WORDS: { readonly [Task in OpenTask['task']]: Words<Task> } = {
  over: () => 'Nothing: it is over. For a new one, either side proposes anew.',
  'certificate-changed': (_, { name, accept }) =>
    `${name} shows another certificate than the one you said yes to. Have its administrator read you its ` +
    `fingerprint over the telephone, and say yes to that: ${accept} ${READ_OUT}`,
  'host-unconfirmed': ({ hosts }, { name, accept }) =>
    `${name} says that it is at ${hosts.join(' and ')} now, in none of its proven domains. It is not asked ` +
    `there. If its administrator says that this is right: ${accept} ${READ_OUT} --host ${hosts.join(' ')}`,
  'domain-missing': () => 'The record of a domain was not there for three days: see the domains below.',
  'metadata-stale': () =>
    "The partner's metadata could not be read for too long: ledig trust test says where it fails.",
  compare: (_, { name, accept }) =>
    `Compare the fingerprint with the administrator of ${name} over the telephone, then say yes: ` +
    `${accept} ${READ_OUT} --domain <their domain>`,
  'look-at-address': (_, { accept }) =>
    `Are its address and domains right? Then say yes: ${accept} --domain <their domain>`,
  resume: (_, { id }) => `It is suspended here: ledig trust resume ${id}`,
  'resumes-itself': (_, { name }) => `${name} suspended it and ends that itself; then it serves again by itself.`,
  'sees-proofs': (_, { name }) => `${name} said yes and waits for the proof of our domains.`,
  'says-yes': (_, { name }) => `${name} knows of us: wait for its yes.`,
  resumes: (_, { name }) => `${name} suspended its side: wait until it resumes it.`,
  'proposes-us': ({ metadataUrl }, { name }) =>
    `${name} does not know of us yet: it proposes ${metadataUrl} and says yes.`,
  'proposes-us-anew': ({ metadataUrl }, { name }) =>
    `${name} ended its trust with us: it proposes us anew, at ${metadataUrl}`,
  'carry-file': ({ address }, { name, id }) =>
    `${name} was not reached at ${address ?? 'its address'}. It is tried every minute; where a ` +
    `firewall is closed: ledig trust export ${id}, and the other side imports the file.`,
  'replace-certificate': ({ end }, { name }) =>
    `A certificate is over, ours or that of ${name} (${new Date(end).toISOString()}): replace it, and it serves ` +
    'again by itself.',
  renew: (_, { accept }) => `The agreed end has passed: say yes with a new one, ${accept} --until <day>`,
  renews: (_, { name }) => `${name} does the same.`,
  publish: ({ who, name: record, value }, { name }) =>
    `Publish${who === 'us' ? ` for ${name}:` : ''} ${record} TXT "${value}"`,
}

function wordsOf(step: OpenStep, trust: FederationTrust): string {
  const id = trustId(trust)
  const words = WORDS[step.task] as Words<OpenTask['task']>
  return words(step, { name: trust.metadata.name, id, accept: `ledig trust accept ${id}` })
}
