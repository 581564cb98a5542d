// kafkajs against an encrypted listener: the broker at argv[2], which it knows by the authority in the file argv[3], and, if it wants
// to be shown one, the certificate and key in argv[4] and argv[5].
'use strict'

const fs = require('fs')
const { Kafka, logLevel } = require('kafkajs')
const { Awaited, check, run } = require('./checks')

const kafka = (ssl) =>
  new Kafka({ clientId: 'kafkajs', brokers: [process.argv[2]], logLevel: logLevel.NOTHING, connectionTimeout: 20_000, retry: { retries: 1 }, ssl })
const ca = [fs.readFileSync(process.argv[3])]
const own = process.argv[4] ? { cert: fs.readFileSync(process.argv[4]), key: fs.readFileSync(process.argv[5]) } : null
const trusting = kafka({ ca, ...own })
const topic = own ? 'kafkajs-mutual-tls' : 'kafkajs-tls'
const values = Array.from({ length: 100 }, (_, i) => `value ${i}`)

run({
  'trusts only whom it is told to': async () => {
    const admin = kafka(true).admin()
    const refused = await admin.connect().then(() => false, (error) => error)
    check(refused, 'a broker of an unknown authority to be refused')
  },
  'is let in with its certificate only': async () => {
    if (!own) return
    const admin = kafka({ ca }).admin()
    const refused = await admin.connect().then(() => admin.listTopics()).then(() => false, (error) => error)
    check(refused, 'to be refused without a certificate')
  },
  produces: async () => {
    const producer = trusting.producer()
    await producer.connect()
    await producer.send({ topic, messages: values.map((value) => ({ value })) })
    await producer.disconnect()
  },
  'reads what it produced': async () => {
    const read = []
    const awaited = new Awaited()
    const consumer = trusting.consumer({ groupId: topic })
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      eachMessage: async ({ message }) => {
        read.push(String(message.value))
        awaited.changed()
      }
    })
    await awaited.until(() => read.length === values.length, () => `${values.length} records, not ${read.length}`)
    check(read.join() === values.join(), 'what was produced, in order')
    await consumer.disconnect()
  }
})
