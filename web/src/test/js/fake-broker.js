/**
 * A broker as PROTOCOL.md describes it, in memory, with a WebSocket class to reach it by. It sends a few records at a time, keeps
 * to credit, and `random` decides when: nothing in it waits for a clock.
 */
export class FakeBroker {
  logs = new Map() // topic -> array of partitions -> array of values, the offset being the index
  sockets = new Set()
  operations = []
  up = true
  closes = true // whether a socket that cannot connect is closed, too; Node's own has an error and no more
  users = null // where somebody has to log in: the tokens, and `user:password`, that are accepted now
  expiresInMillis = undefined
  #below

  constructor(below) {
    this.#below = below
    const broker = this
    this.WebSocket = class {
      constructor(url, subprotocol) {
        this.url = url
        this.subprotocols = [subprotocol].flat()
        this.known = false
        this.subscriptions = new Map()
        queueMicrotask(() => broker.#accept(this))
      }

      send(text) {
        if (broker.sockets.has(this)) broker.#operation(this, JSON.parse(text))
      }

      close() {
        broker.sockets.delete(this)
      }
    }
  }

  createTopic(topic, partitions) {
    this.logs.set(topic, Array.from({ length: partitions }, () => []))
  }

  append(topic, partition, value) {
    this.logs.get(topic)[partition].push(value)
  }

  /** Cuts every connection; what was not sent is lost with it. */
  cut() {
    for (const socket of [...this.sockets]) {
      this.sockets.delete(socket)
      queueMicrotask(() => socket.onclose({ code: 1006, reason: '' }))
    }
  }

  /** Sends something to somebody who may have it; false when there is nothing to send. */
  step() {
    const ready = []
    for (const socket of this.sockets) {
      for (const subscription of socket.subscriptions.values()) {
        for (const [topic, partitions] of subscription.positions) {
          for (const [partition, offset] of partitions) {
            if (subscription.credit > 0 && offset < this.logs.get(topic)[partition].length) {
              ready.push({ socket, subscription, topic, partition, offset })
            }
          }
        }
      }
    }
    if (ready.length === 0) return false
    const { socket, subscription, topic, partition, offset } = ready[this.#below(ready.length)]
    const log = this.logs.get(topic)[partition]
    const count = Math.min(1 + this.#below(5), subscription.credit, log.length - offset)
    const records = log.slice(offset, offset + count).map((value, i) => ({
      topic, partition, offset: offset + i, timestamp: 1, key: null, value, valueEncoding: 'json', headers: []
    }))
    subscription.credit -= count
    subscription.positions.get(topic).set(partition, offset + count)
    this.#tell(socket, { type: 'records', id: subscription.id, topic, partition, next: offset + count, records })
    return true
  }

  /** Says goodbye to everybody. */
  end(code, reason) {
    for (const socket of [...this.sockets]) this.#close(socket, code, reason)
  }

  #close(socket, code, reason) {
    if (!this.sockets.delete(socket)) return
    queueMicrotask(() => socket.onclose({ code, reason }))
  }

  #accept(socket) {
    if (this.up) {
      this.sockets.add(socket)
      const bearer = socket.subprotocols.find((each) => each.startsWith('tailwater.bearer.'))
      if (bearer) this.#authenticate(socket, { token: Buffer.from(bearer.slice('tailwater.bearer.'.length), 'base64url').toString() })
      socket.onopen()
    } else {
      socket.onerror({})
      if (this.closes) socket.onclose({ code: 1006, reason: '' })
    }
  }

  #tell(socket, message) {
    queueMicrotask(() => { if (this.sockets.has(socket)) socket.onmessage({ data: JSON.stringify(message) }) })
  }

  #authenticate(socket, { token, user, password }) {
    if (this.users?.has(token ?? `${user}:${password}`)) {
      socket.known = true
      this.#tell(socket, { type: 'authenticated', principal: 'User:ada', expiresInMillis: this.expiresInMillis })
    } else {
      this.#close(socket, 4401, 'These credentials are not accepted.')
    }
  }

  #operation(socket, operation) {
    this.operations.push(operation)
    if (operation.type === 'authenticate') {
      this.#authenticate(socket, operation)
      return
    }
    if (this.users && !socket.known) {
      this.#close(socket, 4401, 'Say who you are first.')
      return
    }
    const { type, id } = operation
    const subscription = socket.subscriptions.get(id)
    if (type === 'subscribe') this.#subscribe(socket, operation)
    else if (type === 'credit') subscription.credit += operation.records
    else if (type === 'seek') this.#seek(socket, subscription, operation)
    else if (type === 'unsubscribe') socket.subscriptions.delete(id)
    else if (type === 'produce') this.#produce(socket, operation)
  }

  #subscribe(socket, operation) {
    const topics = operation.pattern
      ? [...this.logs.keys()].filter((topic) => new RegExp(`^(?:${operation.pattern})$`).test(topic))
      : operation.topics ?? [operation.topic]
    const unknown = topics.find((topic) => !this.logs.has(topic))
    if (unknown) {
      this.#tell(socket, { type: 'error', id: operation.id, code: 'UNKNOWN_TOPIC_OR_PARTITION', message: `no ${unknown}` })
      return
    }
    const subscription = { id: operation.id, topics, credit: operation.credit, positions: new Map() }
    socket.subscriptions.set(operation.id, subscription)
    this.#seek(socket, subscription, operation)
  }

  #seek(socket, subscription, { id, from }) {
    const positions = new Map()
    for (const topic of subscription.topics) {
      positions.set(topic, new Map(this.logs.get(topic).map((log, partition) => [partition, place(from, topic, partition, log.length)])))
    }
    if ([...positions.values()].some((partitions) => [...partitions.values()].some((offset) => offset === undefined))) {
      this.#tell(socket, { type: 'error', id, code: 'OFFSET_OUT_OF_RANGE', message: 'there is no such offset' })
      return
    }
    subscription.positions = positions
    this.#tell(socket, {
      type: 'subscribed', id,
      positions: Object.fromEntries([...positions].map(([topic, partitions]) => [topic, Object.fromEntries(partitions)]))
    })
  }

  #produce(socket, { id, topic, value }) {
    if (!this.logs.has(topic)) {
      this.#tell(socket, { type: 'error', id, code: 'UNKNOWN_TOPIC_OR_PARTITION', message: `no ${topic}` })
      return
    }
    this.append(topic, 0, value)
    this.#tell(socket, { type: 'produced', id, topic, partition: 0, offset: this.logs.get(topic)[0].length - 1 })
  }
}

function place(from, topic, partition, end) {
  if (from === 'latest') return end
  if (from === 'earliest') return 0
  if (from.last !== undefined) return Math.max(0, end - from.last)
  const offset = from.offset ?? from.offsets[topic]?.[partition] ?? 0
  return offset > end ? undefined : offset
}
