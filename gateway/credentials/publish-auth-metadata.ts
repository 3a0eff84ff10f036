import type { Response } from 'express'
import type { OrganizationSettings } from '../../config/read-config.ts'
import { AUTH_METADATA_PATH, writeAuthMetadata } from '../../protocols/ms-xoauth/auth-metadata.ts'
import { x5tOf } from '../../trust/tokens/exchange-token.ts'
import type { Identities } from '../identities.ts'
import { realmOf } from './partner-tokens.ts'

export interface AuthMetadataParts {
  readonly organizations: readonly OrganizationSettings[]
  readonly identities: Identities
  readonly publicUrl: string
}

/** The document for Exchange servers: each organization's under its name, and at the bare address where there is but one. */
export interface AuthMetadataPublisher {
  bare(response: Response): void
  byName(name: string, response: Response): void
}

export function authMetadataPublisher({
  organizations,
  identities,
  publicUrl,
}: AuthMetadataParts): AuthMetadataPublisher {
  const byName = new Map(organizations.map((organization) => [organization.name, organization]))
  const send = (response: Response, organization: OrganizationSettings | undefined, path: string): void => {
    const realm = organization === undefined ? undefined : realmOf(organization)
    if (organization === undefined || realm === undefined) {
      response.status(404).json({ error: { code: 'NOT_FOUND', message: 'There is no such organization.' } })
      return
    }
    const { certificate } = identities.current(organization.id).organization
    const certificates = [{ der: certificate.raw, x5t: x5tOf(certificate.raw) }]
    const document = { realm, url: `${publicUrl}${path}`, certificates, id: organization.id }
    response.type('json').set('Cache-Control', 'public, max-age=60').send(writeAuthMetadata(document))
  }
  const [only, another] = organizations
  return {
    bare: (response) => send(response, another === undefined ? only : undefined, AUTH_METADATA_PATH),
    byName: (name, response) => send(response, byName.get(name), `/organizations/${name}${AUTH_METADATA_PATH}`),
  }
}
