const BEARER = 'tailwater.bearer.'
const OF_LIFE = 0.8 // a token is replaced when so much of its time is over
const SOONEST_MILLIS = 1_000
const LATEST_MILLIS = 2 ** 31 - 1 // more would be at once for timers

/** Says who a client is, on each connection anew: by a token beside the subprotocol, or by name and password as the first message. */
export class Login {
  #token
  #user
  #password
  #refresh = null

  constructor({ token, user, password } = {}) {
    this.#token = token
    this.#user = user
    this.#password = password
  }

  /** Whether it connects with a token, for which it may have to wait. */
  get hasToken() {
    return this.#token !== undefined
  }

  /** Resolves with the subprotocols to ask for: pages can send a token in no other way that is not an address. */
  async subprotocols(subprotocol) {
    return [subprotocol, BEARER + base64url(await this.#nextToken())]
  }

  /** What has to be said before anything else on a new connection, or null. */
  get first() {
    return this.#user === undefined ? null : { type: 'authenticate', user: this.#user, password: this.#password }
  }

  /** The broker knows us for so long: says it again before that is over, where there may be another token by then. */
  keep(millis, send) {
    this.forget()
    if (millis === undefined || typeof this.#token !== 'function') return
    const refresh = async () => {
      const current = this.#refresh
      const token = await this.#nextToken()
      if (current === this.#refresh) send({ type: 'authenticate', token })
    }
    this.#refresh = setTimeout(() => refresh().catch((error) => console.warn('tailwater: no new token:', error)),
      Math.min(LATEST_MILLIS, Math.max(SOONEST_MILLIS, millis * OF_LIFE)))
    this.#refresh.unref?.()
  }

  /** The connection is gone. */
  forget() {
    clearTimeout(this.#refresh)
    this.#refresh = null
  }

  async #nextToken() {
    return typeof this.#token === 'function' ? this.#token() : this.#token
  }
}

function base64url(text) {
  const binary = String.fromCharCode(...new TextEncoder().encode(text))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
