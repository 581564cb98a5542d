import { api } from './api.js'
import { poll } from './poll.js'
import { Rates, Series } from './series.js'

const EVERY_MILLIS = 1_000

/**
 * Watches the broker as long as the page is open, so that every page has a past to show: all topics and the broker itself, once a
 * second. Tells `change` listeners.
 */
export class History extends EventTarget {
  topics = []
  broker = null
  error = null
  brokerSeries = new Series(['appendedRecords', 'appendedBytes', 'fetchedBytes', 'flushes', 'kafka', 'http', 'tails', 'heap'])
  #brokerRates = new Rates()
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
      const [{ topics }, broker] = await Promise.all([api('/topics?internal=true', { signal }), api('/broker', { signal })])
      this.#noteBroker(broker)
      this.#noteTopics(broker.now, topics)
      this.error = null
    } catch (error) {
      if (signal?.aborted) return
      this.error = error
    }
    this.dispatchEvent(new Event('change'))
  }

  #noteBroker(broker) {
    this.broker = broker
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
