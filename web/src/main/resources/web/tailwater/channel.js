import { Connection } from './connection.js'
import { TailwaterError } from './error.js'

const IDLE_MILLIS = 5_000

/**
 * One connection with what goes over it: tails, and requests that wait for their answers. It connects when it is first needed,
 * and closes when nothing has needed it for a while.
 *
 * `decoder`, for a subprotocol with binary messages, makes chunks of them; it may take its time, and messages wait in order.
 */
export class Channel {
  #settings
  #decoder
  #connection = null
  #tails = new Map()
  #requests = new Map()
  #order = null // the messages before this one, while they are being decoded
  #idle = null

  constructor(settings, decoder = null) {
    this.#settings = settings
    this.#decoder = decoder
  }

  get open() {
    return this.#connection?.open ?? false
  }

  /** Whether records are decoded here rather than by the broker. */
  get decodes() {
    return this.#decoder !== null
  }

  send(operation) {
    this.#connection.send(operation)
  }

  add(tail) {
    this.#tails.set(tail.id, tail)
    if (!this.open) {
      this.#connect()
      return
    }
    this.subscribe(tail)
    queueMicrotask(() => { if (this.open) tail.state('open') })
  }

  subscribe(tail) {
    this.send(tail.subscription())
  }

  remove(tail) {
    if (!this.#tails.delete(tail.id)) return
    if (this.open) this.send({ type: 'unsubscribe', id: tail.id })
    this.#closeWhenIdle()
  }

  /** Resolves with the answer to an operation that has an `id`. One whose answer is lost with the connection is not repeated. */
  request(operation) {
    const answer = new Promise((resolve, reject) => this.#requests.set(operation.id, { operation, resolve, reject, sent: false }))
    if (this.open) this.#sendRequest(this.#requests.get(operation.id))
    else this.#connect()
    return answer
  }

  close() {
    for (const tail of [...this.#tails.values()]) tail.close()
    this.#fail(() => true, lost('The client was closed.'))
    this.#disconnect()
  }

  // What follows is told by the connection.

  opened() {
    this.#inOrder(() => {
      if (!this.open) return
      for (const tail of this.#tails.values()) {
        tail.state('open')
        this.subscribe(tail)
      }
      for (const request of this.#requests.values()) if (!request.sent) this.#sendRequest(request)
    })
  }

  lost(reason) {
    this.#fail((request) => request.sent, lost(`The connection was lost before the answer came (${reason}): it may have been done, or not.`))
    for (const tail of this.#tails.values()) tail.state('lost', reason)
  }

  refused(error) {
    this.#connection = null
    const tails = [...this.#tails.values()]
    this.#tails.clear()
    for (const tail of tails) tail.refuse(error)
    this.#fail(() => true, error)
  }

  waiting(millis) {
    for (const tail of this.#tails.values()) tail.state('waiting', millis)
  }

  message(message) {
    if (message instanceof ArrayBuffer) {
      this.#inOrder(() => this.#decoder.decode(message, (id) => this.#tails.get(id)))
    } else {
      this.#inOrder(() => this.#text(message))
    }
  }

  #text(message) {
    const tail = this.#tails.get(message.id)
    if (message.type === 'records') {
      tail?.take({ ...message, cost: message.records.length })
    } else if (tail) {
      this.#decoder?.noticed(message)
      tail.message(message)
    } else {
      this.#answer(message)
    }
  }

  /** At once where nothing is being decoded. */
  #inOrder(step) {
    const done = this.#order ? this.#order.then(step) : step()
    if (!(done instanceof Promise)) return
    const order = done.catch((error) => console.error('tailwater:', error)).then(() => {
      if (this.#order === order) this.#order = null
    })
    this.#order = order
  }

  #answer(message) {
    const request = this.#requests.get(message.id)
    if (!request) return
    this.#requests.delete(message.id)
    if (message.type === 'error') request.reject(new TailwaterError(message.code, message.message))
    else request.resolve(message)
    this.#closeWhenIdle()
  }

  #sendRequest(request) {
    request.sent = true
    this.send(request.operation)
  }

  #fail(which, error) {
    for (const [id, request] of this.#requests) {
      if (which(request)) {
        this.#requests.delete(id)
        request.reject(error)
      }
    }
    this.#closeWhenIdle()
  }

  #connect() {
    clearTimeout(this.#idle)
    this.#connection ??= new Connection({ ...this.#settings(), listener: this })
  }

  #closeWhenIdle() {
    clearTimeout(this.#idle)
    if (this.#tails.size > 0 || this.#requests.size > 0) return
    this.#idle = setTimeout(() => {
      if (this.#tails.size === 0 && this.#requests.size === 0) this.#disconnect()
    }, IDLE_MILLIS)
    this.#idle.unref?.()
  }

  #disconnect() {
    clearTimeout(this.#idle)
    this.#connection?.close()
    this.#connection = null
  }
}

function lost(sentence) {
  return new TailwaterError('CONNECTION_LOST', sentence)
}
