import { setMaxListeners } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { errors } from 'undici'
import type { Dispatcher } from 'undici'
import { FederationError } from '../federation-error.ts'
import { unreachable, unusableAnswer } from './outbound-failure.ts'

export interface OutboundAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

interface Limits {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly maxAnswerBytes: number
}

/** What undici says went wrong, in our words. */
function failure(error: unknown): FederationError {
  if (error instanceof FederationError) return error
  if (
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError
  ) {
    return unreachable('REACH_TIMEOUT', 'no answer in time', error)
  }
  if (
    error instanceof errors.HTTPParserError ||
    error instanceof errors.HeadersOverflowError ||
    error instanceof errors.ResponseContentLengthMismatchError
  ) {
    return unusableAnswer('noHttp', error)
  }
  if (error instanceof errors.InvalidArgumentError || error instanceof errors.NotSupportedError) {
    return new FederationError('ERR_MESSAGE_MALFORMED', 'not a request that can be sent', {}, { cause: error })
  }
  return unreachable('REACH_TCP', 'the connection broke', error)
}

/**
 * One request under way, as undici's handler: undici's own `request` makes a stream of each body, and that costs more
 * than the rest of a small exchange.
 */
export class OutboundExchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: OutboundAnswer) => void
  readonly #reject: (error: FederationError) => void
  readonly #limits: Limits
  readonly #deadline: NodeJS.Timeout
  readonly #aborted: () => void
  #controller: Dispatcher.DispatchController | null = null
  #settled = false
  #status = 0
  #headers: IncomingHttpHeaders = {}
  #chunks: Buffer[] = []
  #bytes = 0

  constructor(limits: Limits, resolve: (answer: OutboundAnswer) => void, reject: (error: FederationError) => void) {
    this.#limits = limits
    this.#resolve = resolve
    this.#reject = reject
    this.#aborted = () => this.#fail(unreachable('REACH_TIMEOUT', 'given up'))
    this.#deadline = setTimeout(() => this.#fail(unreachable('REACH_TIMEOUT', 'no answer in time')), limits.timeoutMs)
    // One signal may end the calls to a hundred partners; that many listeners are no leak.
    setMaxListeners(0, limits.signal)
    limits.signal.addEventListener('abort', this.#aborted, { once: true })
    if (limits.signal.aborted) this.#aborted()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // Given up while it waited for a connection: nothing of it shall be sent.
    if (this.#settled) controller.abort(new errors.RequestAbortedError())
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return
    this.#status = status
    this.#headers = headers
    const encoding = headers['content-encoding']
    if (status >= 300 && status < 400) this.#fail(unusableAnswer('redirect'))
    else if (encoding !== undefined && String(encoding).toLowerCase() !== 'identity') {
      this.#fail(unusableAnswer('compressed'))
    } else if (Number(headers['content-length']) > this.#limits.maxAnswerBytes) this.#fail(unusableAnswer('tooBig'))
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#limits.maxAnswerBytes) this.#fail(unusableAnswer('tooBig'))
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    if (!this.#settle()) return
    const [first] = this.#chunks
    const body = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.#bytes)
    this.#resolve({ status: this.#status, headers: this.#headers, body })
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: unknown): void {
    if (this.#settle()) this.#reject(failure(error))
  }

  #fail(error: FederationError): void {
    if (!this.#settle()) return
    this.#chunks = []
    this.#controller?.abort(error)
    this.#reject(error)
  }

  /** True the first time. */
  #settle(): boolean {
    if (this.#settled) return false
    this.#settled = true
    clearTimeout(this.#deadline)
    this.#limits.signal.removeEventListener('abort', this.#aborted)
    return true
  }
}
