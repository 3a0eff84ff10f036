import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { ewsDoor } from '../../../gateway/ews-door.ts'
import type { EwsDoor } from '../../../gateway/ews-door.ts'
import { openLog } from '../../../gateway/log.ts'
import type { Verification } from '../../../trust/tokens/verify-token.ts'
import type { BearerRequest } from '../../../trust/tokens/verify-bearer.ts'
import { QUESTION, URL_OF_US } from '../known-organizations.ts'

/** The lookup's own door on a socket, for tokens that never get past it. */
export interface RefusingDoor {
  /** Every byte of the answer but its date and the request's id. */
  answerTo(token: string): Promise<string>
  close(): void
}

/** @param verify what the gateway's own verifier says */
export async function openRefusingDoor(
  verify: (token: string, request: BearerRequest) => Promise<Verification>,
): Promise<RefusingDoor> {
  const door = {
    ...{ limits: { requestBytes: 400_000, inFlight: 10 }, publicUrl: URL_OF_US, log: openLog('silent') },
    ...{ newRequestId: () => 'r', fresh: () => true, refused: () => undefined },
    authenticator: { verify, refreshIssuer: () => Promise.resolve(false) },
  }
  const server = http.createServer(ewsDoor(door as unknown as EwsDoor))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const agent = new http.Agent({ keepAlive: true })
  const { port } = server.address() as AddressInfo
  return {
    answerTo: (token) => ask(port, agent, token),
    close: () => {
      agent.destroy()
      server.close()
    },
  }
}

/** What cannot stand in a header at all is spelled as it can; a server reads 16 KiB of headers. */
const headerValue = (token: string): string => token.replace(/[^\t\x20-\x7e]/g, '?').slice(0, 12_000)

function ask(port: number, agent: http.Agent, token: string): Promise<string> {
  const headers = { 'content-type': 'text/xml; charset=utf-8', authorization: `Bearer ${headerValue(token)}` }
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, agent, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const { statusCode, statusMessage, rawHeaders } = response
        const told = rawHeaders.map((text, at) => (rawHeaders[at - 1] === 'Date' ? '' : text))
        resolve(JSON.stringify([statusCode, statusMessage, told, Buffer.concat(chunks).toString('latin1')]))
      })
    })
    request.on('error', reject)
    request.end(QUESTION)
  })
}
