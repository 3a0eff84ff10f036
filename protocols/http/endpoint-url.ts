import { addressRefused } from './outbound-failure.ts'

// Printable ASCII without what URL parsers disagree on or silently drop: white space and line ends, `\`, `#`, quotes.
const PLAIN_URL = /^https?:\/\/[!$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]{1,2000}$/

const EXPECTED = 'not the address of an endpoint; expected one such as https://gateway.example/metadata'

/**
 * Reads the address of a partner's endpoint, as a person typed it or a partner's document told it. Looked at before the
 * URL parser sees it, since that one strips line ends and takes `\` for `/` (WHATWG URL 4.4); host names in other than
 * ASCII have to come as A-labels. Whether it may be *connected to* is for `OutboundHttp` to say.
 *
 * @throws FederationError `ERR_ADDRESS_REFUSED`
 */
export function parseEndpointUrl(text: unknown): URL {
  if (typeof text !== 'string' || !PLAIN_URL.test(text) || !URL.canParse(text)) throw addressRefused(EXPECTED)
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') throw addressRefused('an endpoint URL carries no credentials')
  return url
}
