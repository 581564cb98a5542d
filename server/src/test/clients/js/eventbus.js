// Vert.x's browser client against /eventbus of the broker at http://argv[2]: produces, tails at the speed of its credit, ends.
'use strict'

const EventBus = require('@vertx/eventbus-bridge-client.js')
const { Awaited, check, run } = require('./checks')

const topic = 'eventbus'
const count = 500
let bus

const send = (address, body) =>
  new Promise((resolve, reject) =>
    bus.send(address, body, (error, reply) => (error ? reject(new Error(JSON.stringify(error))) : resolve(reply.body))))

const connect = (options) =>
  new Promise((resolve) => {
    const made = new EventBus(`http://${process.argv[2]}/eventbus`, options)
    made.onerror = () => {}
    made.onopen = () => resolve(made)
  })

/** Tails a topic; `take` is given each record, and credit for it returns when that is done. */
async function tail(request, credit, take) {
  const { records, control } = await send('tailwater.tail', request)
  bus.registerHandler(records, (error, message) => {
    for (const record of message.body.records ?? []) take(record)
    bus.send(control, { credit: message.body.records?.length ?? 0 })
  })
  bus.send(control, { credit })
  return { records, control }
}

run({
  async 'connects'() {
    bus = await connect()
  },

  async 'produces and is told where'() {
    const first = await send('tailwater.produce', { topic, key: 'k', value: { n: 0 } })
    check(first.topic === topic && first.partition === 0 && first.offset === 0, `the first place, not ${JSON.stringify(first)}`)
    const values = Array.from({ length: count - 1 }, (_, i) => ({ key: 'k', value: { n: i + 1 } }))
    const { results } = await send('tailwater.produce', { topic, records: values })
    check(results.length === count - 1 && results.at(-1).offset === count - 1, 'a place for each')
  },

  async 'tails everything in order with little credit'() {
    const numbers = []
    const awaited = new Awaited()
    const { records } = await tail({ topic, from: 'earliest' }, 7, (record) => {
      check(record.key === 'k' && record.valueEncoding === 'json', `key and JSON value of ${JSON.stringify(record)}`)
      numbers.push(record.value.n)
      awaited.changed()
    })
    await awaited.until(() => numbers.length === count, () => `${count} records, not ${numbers.length}`)
    check(numbers.every((n, i) => n === i), 'every record once and in order')
    await send('tailwater.produce', { topic, value: { n: count }, key: 'k' })
    await awaited.until(() => numbers.length === count + 1, () => 'the record produced just now')
    bus.unregisterHandler(records, () => {})
  },

  async 'is told what is wrong'() {
    const failure = await send('tailwater.tail', { topic: 'nowhere' }).catch((error) => error)
    check(failure.message.includes('404') && failure.message.includes('nowhere'), `404, not ${failure.message}`)
  },

  async 'reaches no other address'() {
    for (const address of ['shard.0', 'topics.changed', 'tailwater.other']) {
      const refused = new Promise((resolve) => (bus.onerror = (error) => resolve(error)))
      bus.send(address, {})
      check((await refused).body === 'access_denied', `${address} is denied`)
    }
    const refused = new Promise((resolve) => (bus.onerror = (error) => resolve(error)))
    bus.registerHandler('topics.changed', () => {})
    check((await refused).body === 'rejected', 'listening elsewhere is refused')
  },

  async 'works without WebSocket, too'() {
    bus.close()
    bus = await connect({ transports: ['xhr-polling'] })
    const place = await send('tailwater.produce', { topic, value: 'by xhr', key: 'k' })
    check(place.offset === count + 1, `the next place, not ${JSON.stringify(place)}`)
    const awaited = new Awaited()
    const values = []
    await tail({ topic, from: 'last:1' }, 1, (record) => {
      values.push(record.value)
      awaited.changed()
    })
    await awaited.until(() => values.length === 1 && values[0] === 'by xhr', () => 'the record produced by xhr')
  },
})
