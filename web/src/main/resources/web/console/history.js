import { api } from './api.js'
import { poll } from './poll.js'
import { Rates, Series } from './series.js'

const EVERY_MILLIS = 1_000
const REFUSED_MILLIS = 30_000

/**
 * Watches the broker as long as the page is open, so that every page has a past to show: all topics and the broker itself, once a
 * second. Tells `change` listeners. Of the broker itself nobody sees anything without a right to that: then `broker` is null, and
 * `brokerRefusal` says so.
 */
export class History extends EventTarget {
  topics = []
  broker = null
  brokerRefusal = null
  error = null
  asked = false
  brokerSeries = new Series(['appendedRecords', 'appendedBytes', 'fetchedBytes', 'flushes', 'kafka', 'http', 'tails', 'heap'])
  #brokerRates = new Rates()
  #askBrokerAgain = 0
  #topicSeries = new Map()
  #topicRates = new Map()

  start() {
    poll(EVERY_MILLIS, (signal) => this.#ask(signal))
  }

  /** Looks at once, as after a change that the page has made. */
  refresh() {
    return this.#ask()
  }

  /** The past of a topic, by its id: `in`, `inBytes` and `outBytes` a second. */
  of(id) {
    return this.#topicSeries.get(id) ?? new Series(['in', 'inBytes', 'outBytes'])
  }

  async #ask(signal) {
    try {
      const [{ topics }, broker] = await Promise.all([api('/topics?internal=true', { signal }), this.#askBroker(signal)])
      if (broker) this.#noteBroker(broker)
      this.#noteTopics(broker?.now ?? Date.now(), topics)
      this.error = null
      this.asked = true
    } catch (error) {
      if (signal?.aborted) return
      this.error = error
    }
    this.dispatchEvent(new Event('change'))
  }

  async #askBroker(signal) {
    if (Date.now() < this.#askBrokerAgain) return null
    try {
      return await api('/broker', { signal })
    } catch (error) {
      if (error.status !== 403) throw error
      this.broker = null
      this.brokerRefusal = error.message
      this.#askBrokerAgain = Date.now() + REFUSED_MILLIS
      return null
    }
  }

  #noteBroker(broker) {
    this.broker = broker
    this.brokerRefusal = null
    const rates = this.#brokerRates.of(broker.now, broker.totals)
    if (rates) this.brokerSeries.add(broker.now, { ...rates, ...broker.connections, heap: broker.memory.heapUsedBytes })
  }

  #noteTopics(now, topics) {
    this.topics = topics
    for (const topic of topics) {
      if (!this.#topicSeries.has(topic.id)) {
        this.#topicSeries.set(topic.id, new Series(['in', 'inBytes', 'outBytes']))
        this.#topicRates.set(topic.id, new Rates())
      }
      const rates = this.#topicRates.get(topic.id).of(now, {
        in: topic.endOffsets, inBytes: topic.appendedBytes, outBytes: topic.fetchedBytes
      })
      if (rates) this.#topicSeries.get(topic.id).add(now, rates)
    }
    const there = new Set(topics.map(({ id }) => id))
    for (const id of this.#topicSeries.keys()) {
      if (!there.has(id)) {
        this.#topicSeries.delete(id)
        this.#topicRates.delete(id)
      }
    }
  }
}
