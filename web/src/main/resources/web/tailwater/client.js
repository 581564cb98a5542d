import { BatchDecoder } from './batches/decoder.js'
import { Channel } from './channel.js'
import { streamUrl } from './connection.js'
import { TailwaterError } from './error.js'
import { Tail } from './tail.js'

/** A client of one broker. See tailwater.d.ts. */
export class Tailwater {
  #url
  #WebSocket
  #credentials
  #json = this.#channel('tailwater.v1.json')
  #batches = this.#channel('tailwater.v1.batches', new BatchDecoder())
  #ids = 0

  constructor({ url, WebSocket = globalThis.WebSocket, token, user, password } = {}) {
    this.#url = url
    this.#WebSocket = WebSocket
    this.#credentials = { token, user, password }
  }

  tail(target, options = {}) {
    const { format = 'json' } = options
    if (format !== 'json' && format !== 'batches') throw new TypeError("format is 'json' or 'batches'.")
    if (format === 'batches' && options.filter) throw new TypeError("A filter needs the format 'json': the broker applies it.")
    return new Tail(format === 'json' ? this.#json : this.#batches, this.#id('t'), target, options)
  }

  async produce(topic, records) {
    if (Array.isArray(records)) {
      const { results } = await this.#json.request({ type: 'produce', id: this.#id('p'), topic, records })
      return results
    }
    const { partition, offset } = await this.#json.request({ ...records, type: 'produce', id: this.#id('p'), topic })
    return { partition, offset }
  }

  async commit(group, offsets) {
    await this.#json.request({ type: 'commit', id: this.#id('c'), group, offsets })
  }

  close() {
    this.#json.close()
    this.#batches.close()
  }

  #channel(subprotocol, decoder) {
    return new Channel(() => {
      if (!this.#WebSocket) {
        throw new TailwaterError('NO_WEBSOCKET', 'There is no WebSocket here (Node has one since 22): give one, such as ' +
          "that of the package ws: new Tailwater({ url, WebSocket })")
      }
      return { url: streamUrl(this.#url), subprotocol, WebSocket: this.#WebSocket, credentials: this.#credentials }
    }, decoder)
  }

  #id(kind) {
    return kind + ++this.#ids
  }
}
