import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import { partKey, readPartKey } from '../../trust/policies/policy-parts.ts'
import type { HeldRecord, Json } from '../../trust/stores/state-record.ts'
import { chosen, NOTHING_SHARED, opensMore, settingsIn, settingsOf, withSettings } from '../sharing/tenant-settings.ts'
import type { TenantSettings, WrittenPolicy } from '../sharing/tenant-settings.ts'
import type { Administration } from './administration.ts'
import { carriedOutBefore, editConflict, operation, requireBefore } from './operation.ts'
import type { Answer, Call, Operation } from './operation.ts'

const PAGE = 1_000
/** Name of the sharing policy that is made where there is no default. */
const MADE_NAME = 'default'

const body = z
  .strictObject({
    externalUsers: z.boolean().optional(),
    anonymous: z.boolean().optional(),
    anonymousLevel: z.enum(['AvailabilityOnly', 'LimitedDetails', 'Reviewer']).optional(),
    /** Make a default sharing policy where there is none. */
    createPolicy: z.boolean().default(false),
    /** Enable the default sharing policy where it is disabled, with its entries for single domains. */
    enablePolicy: z.boolean().default(false),
  })
  .refine((wanted) => wanted.anonymous !== false || wanted.anonymousLevel === undefined, {
    path: ['anonymousLevel'],
    message: 'expected no level, since anonymous users are switched off',
  })

type Wanted = z.infer<typeof body>

/** The default sharing policy of an organization; null where it has none. */
async function defaultPolicyOf({ state }: Administration, organization: string): Promise<HeldRecord | null> {
  const prefix = partKey(organization, { kind: 'sharing-policy', name: '' })
  for (let after: string | undefined; ;) {
    const rest = after === undefined ? {} : { after }
    const page = await state.list('sharing-policy', { prefix, limit: PAGE, ...rest })
    const found = page.find(({ value }) => (value as WrittenPolicy)['default'] === true)
    if (found !== undefined) return found
    if (page.length < PAGE) return null
    after = page.at(-1)?.key
  }
}

const nameOf = ({ key }: Pick<HeldRecord, 'key'>): string => readPartKey('sharing-policy', key).name

function noteOn(held: HeldRecord | null): string | null {
  if (held === null)
    return 'There is no default sharing policy, so nothing is shared with anybody outside by it; createPolicy (--create-policy) makes one.'
  if ((held.value as WrittenPolicy)['enabled'] !== false) return null
  return `The default sharing policy ${nameOf(held)} is disabled, so nothing is shared by it; enablePolicy (--enable-policy) enables it, with its entries for single domains.`
}

/** The choices, and the entries they are. */
function shown(organization: string, held: HeldRecord | null, settings: TenantSettings, note: string | null): Json {
  const policy = held && {
    name: nameOf(held),
    enabled: (held.value as WrittenPolicy)['enabled'] !== false,
    domains: (held.value as WrittenPolicy)['domains'] ?? [],
  }
  return { organization, ...settings, policy, note }
}

async function show(administration: Administration, call: Call<unknown>): Promise<Answer> {
  const organization = organizationOf(administration, call)
  const held = await defaultPolicyOf(administration, organization)
  const settings = settingsOf(held && (held.value as WrittenPolicy))
  return { body: shown(organization, held, settings, noteOn(held)), version: held?.version ?? 0 }
}

function organizationOf({ policies }: Administration, call: Call<unknown>): string {
  const organization = call.params['organization'] ?? ''
  policies.policyOf(organization)
  return organization
}

/**
 * What the policy is to become, before the choices are written into it.
 *
 * @throws FederationError `ERR_CONFLICT` where what is wanted would not be in force
 */
function begin(
  held: HeldRecord | null,
  wanted: Wanted,
): { readonly policy: WrittenPolicy; readonly now: TenantSettings } {
  const policy = held === null ? null : (held.value as WrittenPolicy)
  const opens = opensMore(NOTHING_SHARED, chosen(NOTHING_SHARED, wanted))
  if (policy === null) {
    if (opens && !wanted.createPolicy) throw new FederationError('ERR_CONFLICT', noteOn(held) ?? '')
    return { policy: { name: MADE_NAME, default: true, domains: [] }, now: NOTHING_SHARED }
  }
  if (policy['enabled'] !== false) return { policy, now: settingsOf(policy) }
  // Enabled, it shows what was asked for and nothing that was off until now.
  if (wanted.enablePolicy) return { policy: { ...policy, enabled: true }, now: NOTHING_SHARED }
  if (opens) throw new FederationError('ERR_CONFLICT', noteOn(held) ?? '')
  return { policy, now: settingsIn(policy) }
}

/** @throws FederationError `ERR_CONFLICT` where there is a policy of the name the new one would have */
async function refuseTaken({ state }: Administration, organization: string): Promise<void> {
  const key = partKey(organization, { kind: 'sharing-policy', name: MADE_NAME })
  if ((await state.get({ kind: 'sharing-policy', key })) === null) return
  const message = `There is a sharing policy named ${MADE_NAME} that is not the default one; make it that (ledig policy set).`
  throw new FederationError('ERR_CONFLICT', message)
}

async function set(administration: Administration, call: Call<Wanted>): Promise<Answer> {
  const organization = organizationOf(administration, call)
  const before = requireBefore(call)
  const held = await defaultPolicyOf(administration, organization)
  if ((held?.version ?? 0) !== before) return editConflict(held, call.body as unknown as Json)
  const { policy, now } = begin(held, call.body)
  const value = withSettings(policy, chosen(now, call.body))
  // Switched off where there was nothing to switch off.
  if (held === null && !call.body.createPolicy) return show(administration, call)
  const name = held === null ? MADE_NAME : nameOf(held)
  if (held === null) await refuseTaken(administration, organization)
  const answer = (version: number): Answer => {
    const made = { kind: 'sharing-policy' as const, key: partKey(organization, { kind: 'sharing-policy', name }) }
    const after = { ...made, value, version }
    return { body: shown(organization, after, settingsOf(value), noteOn(after)), version }
  }
  const change = { organization, kind: 'sharing-policy' as const, name, value, before }
  const record = { event: 'sharing.set', facts: { organization, policy: name, ...settingsOf(value) }, personal: {} }
  const write = await administration.policies.write({ ...change, record }, call.cause(answer))
  if (write.stored) return answer(write.sequence)
  if (write.because === 'conflict') return editConflict(write.held, call.body as unknown as Json)
  if (write.because === 'repeated') throw carriedOutBefore()
  throw new FederationError('ERR_CONFLICT', write.problems.map(({ path, problem }) => `${path}: ${problem}`).join('; '))
}

/** What an organization lets its people share with people outside: its simple switches. */
export const SHARING_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'sharing.show',
    method: 'get',
    path: '/organizations/{organization}/sharing',
    scope: 'read',
    summary:
      'What an organization lets its people share with people outside, and the entries of the policy that say so.',
    handle: show,
  }),
  operation({
    id: 'sharing.set',
    method: 'patch',
    path: '/organizations/{organization}/sharing',
    scope: 'operate',
    summary:
      'Let users share with external users, and with anonymous users by an invitation, or stop it; it counts at once.',
    body,
    conditional: true,
    handle: set,
  }),
]
