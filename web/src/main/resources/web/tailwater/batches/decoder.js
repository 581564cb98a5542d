import { Batch } from './batch.js'

const HEADER_BYTES = 24
const ABORTED_BYTES = 16
const RECORD_BATCHES = 1

/** Makes chunks of records of the binary messages of `tailwater.v1.batches` (PROTOCOL.md). */
export class BatchDecoder {
  #channels = new Map()

  /** Looks at the text messages for the numbers that partitions have in binary ones. */
  noticed({ type, id, channels }) {
    if (type !== 'subscribed' || !channels) return
    for (const [topic, partitions] of Object.entries(channels)) {
      for (const [partition, channel] of Object.entries(partitions)) {
        this.#channels.set(channel, { id, topic, partition: Number(partition) })
      }
    }
  }

  /** Gives the tail what it is sent, when it is decoded. */
  async decode(buffer, tailOf) {
    const view = new DataView(buffer)
    if (view.getUint8(0) !== RECORD_BATCHES) return
    const channel = this.#channels.get(view.getUint32(4))
    const tail = channel && tailOf(channel.id)
    if (!tail) return
    const start = Number(view.getBigInt64(8))
    const next = Number(view.getBigInt64(16))
    const listed = view.getUint16(2)
    const aborted = tail.isolation === 'uncommitted' ? [] : abortedTransactions(view, listed)
    const place = { topic: channel.topic, partition: channel.partition, encoding: tail.encoding }
    const batches = new Uint8Array(buffer, HEADER_BYTES + listed * ABORTED_BYTES)
    const records = []
    let reached = start
    const damaged = (to, error) => tail.message({
      type: 'skipped', ...channel, from: reached, to, count: to - reached, reason: 'damaged', message: String(error.message)
    })
    try {
      for (const batch of wanted(Batch.all(batches), aborted)) {
        reached = Math.max(start, batch.baseOffset)
        try {
          for (const record of await batch.records(place)) {
            if (record.offset >= start && record.offset < next) records.push(record)
          }
        } catch (error) {
          damaged(batch.lastOffset + 1, error)
        }
        reached = batch.lastOffset + 1
      }
    } catch (error) {
      damaged(next, error)
    }
    tail.take({ topic: channel.topic, partition: channel.partition, next, records, cost: next - start })
  }
}

function abortedTransactions(view, count) {
  const aborted = []
  for (let i = 0; i < count; i++) {
    const at = HEADER_BYTES + i * ABORTED_BYTES
    aborted.push({ producerId: view.getBigInt64(at), firstOffset: Number(view.getBigInt64(at + 8)) })
  }
  return aborted.sort((a, b) => a.firstOffset - b.firstOffset)
}

/** The batches of records, without markers and without what was aborted. */
function* wanted(batches, aborted) {
  const aborting = new Set()
  for (const batch of batches) {
    while (aborted.length > 0 && aborted[0].firstOffset <= batch.lastOffset) aborting.add(aborted.shift().producerId)
    if (batch.control) {
      if (batch.abortMarker) aborting.delete(batch.producerId)
    } else if (!batch.transactional || !aborting.has(batch.producerId)) {
      yield batch
    }
  }
}
