// Vert.x's own browser client on a topic, here in Node: npm install @vertx/eventbus-bridge-client.js && node eventbus.js
// In a page of an origin that http.allowedOrigins names the same lines work, with both libraries in script elements.
'use strict'

const EventBus = require('@vertx/eventbus-bridge-client.js')

const bus = new EventBus(process.argv[2] ?? 'http://localhost:8080/eventbus')

bus.onopen = () => {
  bus.send('tailwater.produce', { topic: 'orders', key: 'me', value: { total: 12 } })
  bus.send('tailwater.tail', { topic: 'orders', from: 'latest' }, (error, reply) => {
    if (error) return console.error(error)
    const { records, control } = reply.body
    bus.registerHandler(records, (_, message) => {
      for (const record of message.body.records ?? []) {
        console.log(record.partition, record.offset, record.key, record.value)
        bus.send(control, { credit: 1 }) // done with one: another may come
      }
    })
    bus.send(control, { credit: 100 })
  })
}
