import { Backoff } from './backoff.js'
import { TailwaterError } from './error.js'
import { Login } from './login.js'

const SILENCE_MILLIS = 20_000 // after which the broker is asked whether it is there
const ANSWER_MILLIS = 10_000
const CHECK_MILLIS = 5_000
const CLOSE_MILLIS = 100 // after which an error that no close followed is taken for one
const UNAUTHENTICATED = 4401

/**
 * A WebSocket that comes back: when it is lost it is made again, after a pause that grows, until it is closed or the broker does
 * not accept who we are.
 *
 * `listener` is told `opened()`, `message(data)` for each message (parsed JSON or an ArrayBuffer), `lost(reason)`,
 * `waiting(millis)` and, in the end, `refused(error)`.
 */
export class Connection {
  #url
  #subprotocol
  #WebSocket
  #login
  #listener
  #backoff = new Backoff()
  #socket = null
  #open = false
  #closed = false
  #retry = null
  #watch = null
  #heard = 0
  #reason = ''
  #online = () => this.#retryNow()

  constructor({ url, subprotocol, WebSocket, credentials, listener }) {
    this.#url = url
    this.#subprotocol = subprotocol
    this.#WebSocket = WebSocket
    this.#login = new Login(credentials)
    this.#listener = listener
    globalThis.addEventListener?.('online', this.#online)
    this.#connect()
  }

  get open() {
    return this.#open
  }

  /** Sends an operation; only while open. */
  send(operation) {
    this.#socket.send(JSON.stringify(operation))
  }

  close() {
    this.#closed = true
    globalThis.removeEventListener?.('online', this.#online)
    clearTimeout(this.#retry)
    this.#drop('closed by the client')
  }

  #connect() {
    this.#retry = null
    if (!this.#login.hasToken) {
      this.#begin(this.#subprotocol)
      return
    }
    this.#login.subprotocols(this.#subprotocol).then((subprotocols) => {
      if (!this.#closed) this.#begin(subprotocols)
    }).catch((error) => this.#comeBack(`there is no token: ${error.message}`))
  }

  #begin(subprotocols) {
    const socket = new this.#WebSocket(this.#url, subprotocols)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    this.#heard = performance.now()
    this.#watch = setInterval(() => this.#check(), CHECK_MILLIS)
    this.#watch.unref?.()
    socket.onopen = () => {
      if (socket !== this.#socket) return
      this.#heard = performance.now()
      const first = this.#login.first
      if (first) this.send(first)
      else this.#opened()
    }
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#received(data)
    }
    // A close follows, which says more; but not from Node's own WebSocket when it cannot connect.
    socket.onerror = () => setTimeout(() => {
      if (socket === this.#socket) this.#drop('connection failed')
    }, CLOSE_MILLIS)
    socket.onclose = ({ code, reason }) => {
      if (socket !== this.#socket) return
      const why = this.#reason || reason || `connection lost (${code})`
      if (code === UNAUTHENTICATED) this.#refuse(why)
      else this.#drop(why)
    }
  }

  #opened() {
    this.#open = true
    this.#listener.opened()
  }

  #received(data) {
    this.#heard = performance.now()
    this.#backoff.reset()
    if (typeof data !== 'string') {
      this.#listener.message(data)
      return
    }
    const message = JSON.parse(data)
    if (message.type === 'closing') this.#reason = message.message
    else if (message.type === 'authenticated') this.#authenticated(message)
    else if (message.type !== 'pong') this.#listener.message(message)
  }

  #authenticated({ expiresInMillis }) {
    if (!this.#open) this.#opened()
    this.#login.keep(expiresInMillis, (operation) => { if (this.#open) this.send(operation) })
  }

  /** To come back with the same credentials would only be refused again. */
  #refuse(reason) {
    this.#listener.refused(new TailwaterError('SASL_AUTHENTICATION_FAILED', reason))
    this.close()
  }

  /** A connection may be dead without anybody having said so: a laptop that slept, a cable that was pulled. */
  #check() {
    const silence = performance.now() - this.#heard
    const longest = this.#open ? SILENCE_MILLIS + ANSWER_MILLIS : ANSWER_MILLIS
    if (silence > longest) this.#drop('the broker does not answer')
    else if (this.#open && silence > SILENCE_MILLIS) this.send({ type: 'ping' })
  }

  #drop(reason) {
    const socket = this.#socket
    if (!socket) return
    this.#socket = null
    this.#reason = ''
    clearInterval(this.#watch)
    this.#login.forget()
    socket.close()
    this.#open = false
    this.#comeBack(reason)
  }

  #comeBack(reason) {
    this.#listener.lost(reason)
    if (this.#closed) return
    const millis = this.#backoff.next()
    this.#retry = setTimeout(() => this.#connect(), millis)
    this.#listener.waiting(millis)
  }

  #retryNow() {
    if (this.#retry === null) return
    clearTimeout(this.#retry)
    this.#connect()
  }
}

/** Where the broker that served this page takes WebSockets. */
export function streamUrl(url) {
  if (!url && !globalThis.location) {
    throw new TailwaterError('NO_URL', "Say where the broker is: new Tailwater({ url: 'http://localhost:8080' }).")
  }
  const stream = new URL('/v1/stream', url ?? globalThis.location.href)
  stream.protocol = stream.protocol === 'https:' || stream.protocol === 'wss:' ? 'wss:' : 'ws:'
  return stream.href
}
