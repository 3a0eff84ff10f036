import { z } from 'zod'
import { FederationError } from '../../protocols/federation-error.ts'
import { operation } from '../admin/operation.ts'
import type { Answer, Operation } from '../admin/operation.ts'

const bounceBody = z.strictObject({
  /** Of the message, without angle brackets. */
  messageId: z.string().min(1).max(255),
  /** What the mail server said. */
  detail: z.string().max(300),
})

export const INVITATION_OPERATIONS: readonly Operation[] = [
  operation({
    id: 'invitation.bounce',
    method: 'post',
    path: '/invitations/bounce',
    scope: 'operate',
    summary: 'Say that an invitation came back undelivered.',
    body: bounceBody,
    handle: async ({ invitations }, { body, cause }): Promise<Answer> => {
      const answer = (): Answer => ({ body: { messageId: body.messageId, state: 'refused' } })
      if (await invitations.bounced(body.messageId, body.detail, cause(answer))) return answer()
      throw new FederationError('ERR_NOT_FOUND', 'There is no invitation of this Message-ID whose end is not known.')
    },
  }),
]
