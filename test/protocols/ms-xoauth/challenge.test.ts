import { expect } from 'chai'
import { readChallenge, writeChallenge } from '../../../protocols/ms-xoauth/challenge.ts'

const EXCHANGE = '00000002-0000-0ff1-ce00-000000000000'

describe("an Exchange server's challenge", () => {
  // MS-XOAUTH 4.6, and as hybrid servers send it.
  for (const [what, header, expected] of [
    [
      'of the specification',
      `Bearer client_id="${EXCHANGE}", trusted_issuers="00000001-0001-0000-c000-000000000000@*"`,
      { clientId: EXCHANGE, realm: null },
    ],
    [
      'with a realm',
      `Bearer client_id="${EXCHANGE}", realm="Contoso.com", trusted_issuers="a", token_types="app_asserted_user_v1 b"`,
      { clientId: EXCHANGE, realm: 'contoso.com' },
    ],
    ['after another scheme', `Negotiate, Bearer client_id="${EXCHANGE}"`, { clientId: EXCHANGE, realm: null }],
    [
      'on a line of its own',
      ['NTLM', 'Basic realm="x"', `Bearer client_id="${EXCHANGE}"`],
      { clientId: EXCHANGE, realm: null },
    ],
    [
      'of ours',
      `Basic realm="Ledig", ${writeChallenge('contoso.example')}`,
      { clientId: EXCHANGE, realm: 'contoso.example' },
    ],
    ['of ours, for several', `Basic realm="Ledig", ${writeChallenge(null)}`, { clientId: EXCHANGE, realm: null }],
  ] as const) {
    it(`${what} is read`, () => expect(readChallenge(header)).to.deep.equal(expected))
  }

  for (const header of [
    undefined,
    '',
    'Basic realm="x"',
    'Bearer',
    'Bearer realm="x"',
    'Bearer client_id="x"',
    `Bearer client_id="${EXCHANGE}/evil.example@x"`,
    `Bearer client_id="${EXCHANGE}@other"`,
    'x'.repeat(100_000),
  ]) {
    it(`is none in ${String(header).slice(0, 40)}`, () => expect(readChallenge(header)).to.equal(null))
  }

  it('with a realm that is none is read without it', () => {
    expect(readChallenge(`Bearer client_id="${EXCHANGE}", realm="a b@c"`)).to.deep.equal({
      clientId: EXCHANGE,
      realm: null,
    })
  })
})
